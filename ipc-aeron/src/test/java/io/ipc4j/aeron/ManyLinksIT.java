package io.ipc4j.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links that come up at once, from several processes whose senders have gone a moment later. */
@Timeout(180)
class ManyLinksIT {
  private static final int PROCESSES = 4;
  private static final int LINKS = PROCESSES * AeronPeer.BURST_SENDERS;

  private final List<Process> processes = new ArrayList<>();
  private Path directory = Path.of("");
  private Sessions sessions = Sessions.in(directory);

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-many");
    sessions = Sessions.in(directory);
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    Drivers.end(Sessions.home(directory));
    Drivers.end(directory);
  }

  /** Capacity decides how long the media driver needs for a link. */
  @Test
  void allComeUpAndAllThatTheySentArrives() throws Exception {
    requireAll(sessions.with("ipc.channel.*.capacity", "1MiB"));
  }

  @Test
  void soTheyDoByUdp() throws Exception {
    requireAll(
        sessions
            .with("ipc.transport", "aeron-udp")
            .with("ipc.channel.*.address", Sessions.freeAddress()));
  }

  private void requireAll(Sessions with) throws Exception {
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(AeronPeer.start("burst", with));
    }
    Map<Integer, Integer> next = new HashMap<>();
    try (Ipc ipc = with.open();
        Receiver receiver = ipc.receiver("c")) {
      for (int i = 0; i < LINKS * AeronPeer.BURST_MESSAGES; i++) {
        ByteBuffer message =
            ByteBuffer.wrap(
                receiver.receive(Sessions.LONG).memory().toArray(ValueLayout.JAVA_BYTE));
        int who = message.getInt();
        assertThat(message.getInt()).isEqualTo(next.getOrDefault(who, 0));
        next.merge(who, 1, Integer::sum);
      }
      assertThat(next).hasSize(LINKS);
      for (Process process : processes) {
        BufferedReader lines = AeronPeer.linesOf(process);
        AeronPeer.awaitLine(lines, "sent");
      }
    }
  }
}
