package io.ipc4j.msg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.msg.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is waited for is told, once or again and again, and nothing else. */
@Timeout(300)
class DescriptorPollerTest {
  private final List<String> told = new ArrayList<>();
  private Posix.Pipe pipe;
  private Source source;
  private Poller poller;

  @BeforeEach
  void open() throws IOException {
    pipe = Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
    source = new Source.OfDescriptors(List.of(pipe.input()), List.of(pipe.output()));
    poller = new DescriptorPoller((tag, readable) -> told.add(tag + (readable ? " r" : " w")));
  }

  @AfterEach
  void close() {
    poller.close();
    pipe.input().close();
    pipe.output().close();
  }

  private void write() throws IOException {
    assertThat(pipe.output().write(ByteBuffer.allocateDirect(1))).isEqualTo(1);
  }

  @Test
  void watchingTellsUntilAllIsRead() throws IOException {
    poller.watch(source, "a");
    poller.await(0);
    assertThat(told).isEmpty();
    write();
    poller.await(10);
    poller.await(10);
    assertThat(told).containsExactly("a r", "a r");
    assertThat(pipe.input().read(ByteBuffer.allocateDirect(8))).isEqualTo(1);
    poller.await(0);
    assertThat(told).hasSize(2);
  }

  @Test
  void onceTellsOnce() throws IOException {
    poller.once(source, Poller.Interest.WRITE, "a");
    poller.await(10);
    poller.await(0);
    assertThat(told).containsExactly("a w");
    poller.once(source, Poller.Interest.WRITE, "b");
    poller.await(10);
    assertThat(told).containsExactly("a w", "b w");
  }

  @Test
  void whatIsForgottenIsNotTold() throws IOException {
    poller.watch(source, "a");
    write();
    poller.forget(source);
    poller.await(0);
    assertThat(told).isEmpty();
  }

  @Test
  void aClosedSourceIsRefused() {
    pipe.input().close();
    assertThatThrownBy(() -> poller.watch(source, "a")).isInstanceOf(IOException.class);
    poller.forget(source);
  }

  @Test
  void theEndIsTold() throws IOException {
    poller.watch(source, "a");
    pipe.output().close();
    poller.await(10);
    assertThat(told).containsExactly("a r");
  }

  @Test
  void aWakeBeforeTheWaitIsNotMissed() throws IOException {
    poller.wake();
    poller.await(Long.MAX_VALUE);
    assertThat(told).isEmpty();
  }

  @Test
  void anInterruptEndsTheWaitOfAGate() throws InterruptedException {
    StreamGate gate = new StreamGate(DescriptorPoller::new, () -> Long.MAX_VALUE);
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
    CountDownLatch waits = new CountDownLatch(1);
    Thread thread =
        new Thread(() -> {
          long token = gate.prepare();
          waits.countDown();
          gate.await(token, Long.MAX_VALUE / 2);
          stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
    thread.start();
    waits.await();
    thread.interrupt();
    thread.join();
    assertThat(stillInterrupted.get()).isTrue();
    gate.close();
  }

  @Test
  void aWakeOpensAGate() throws InterruptedException {
    StreamGate gate = new StreamGate(DescriptorPoller::new, () -> Long.MAX_VALUE);
    long token = gate.prepare();
    Thread thread = new Thread(() -> gate.await(token, Long.MAX_VALUE / 2));
    thread.start();
    gate.wake();
    thread.join();
    assertThat(gate.signalled(token)).isTrue();
    gate.close();
  }
}
