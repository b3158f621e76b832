package io.ipc4j.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.config.IpcConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending and polling allocate nothing, by the thread's own counter. */
final class AllocationTest {
  private static final int MESSAGES = 1_000_000;
  private static final int BATCH = 32;

  /** What reading the counter may cost; a single byte a message would be 2,000 times as much. */
  private static final long NOISE = 512;

  /** The compilers need some of them until they have removed what only they can remove. */
  private static final int ATTEMPTS = 30;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(strings = {"inproc", "shm"})
  @Timeout(300)
  void aMessageAllocatesNothing(String transport) {
    TransportInfo info =
        Ipc.installed().stream().filter(i -> i.name().equals(transport)).findFirst().orElseThrow();
    assumeTrue(info.available(), () -> transport + " is not available: " + info.reason());
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", transport)
            .set("ipc.namespace", "allocation-" + ProcessHandle.current().pid())
            .build();
    try (HandleStrokes strokes = new HandleStrokes(config, 64)) {
      assertThat(allocated(strokes::send, strokes::pollEach)).as("trySend, poll").isLessThan(NOISE);
      assertThat(allocated(strokes::sendArray, strokes::pollAll))
          .as("trySend of an array, poll of many")
          .isLessThan(NOISE);
      assertThat(allocated(strokes::lend, strokes::pollAll)).as("tryLoan").isLessThan(NOISE);
    }
  }

  /** The least that a million messages have allocated in this thread. */
  private static long allocated(IntConsumer out, IntConsumer in) {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && least >= NOISE; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int sent = 0; sent < MESSAGES; sent += BATCH) {
        out.accept(BATCH);
        in.accept(BATCH);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  /** The counter counts: otherwise the test above could not fail. */
  @Test
  void theCounterSeesWhatIsAllocated() {
    List<byte[]> kept = new ArrayList<>();
    assertThat(allocated(count -> kept.add(new byte[count]), count -> kept.clear()))
        .isGreaterThan(MESSAGES);
  }
}
