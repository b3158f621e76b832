package io.ipc4j.shm.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sleeps here can't be woken but by the hook; without it the tests hang. */
@Timeout(60)
final class InterruptHookTest {
  private final Semaphore bell = new Semaphore(0);
  private final Semaphore asleep = new Semaphore(0);
  private final InterruptHook hook = new InterruptHook(bell::release);

  private boolean sleep() {
    hook.arm();
    asleep.release();
    bell.acquireUninterruptibly();
    return hook.disarm();
  }

  @Test
  void anInterruptEndsTheSleepAndIsKept() throws Exception {
    FutureTask<Boolean> interrupted =
        new FutureTask<>(() -> !sleep() && Thread.currentThread().isInterrupted());
    Thread sleeper = Thread.ofPlatform().start(interrupted);
    asleep.acquire();
    sleeper.interrupt();
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void whoIsInterruptedBeforeDoesNotSleep() throws Exception {
    FutureTask<Boolean> interrupted =
        new FutureTask<>(() -> {
          Thread.currentThread().interrupt();
          return !sleep() && Thread.currentThread().isInterrupted();
        });
    Thread.ofPlatform().start(interrupted);
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void withoutAnInterruptItServesAgain() throws Exception {
    FutureTask<Boolean> twice = new FutureTask<>(() -> sleep() && sleep());
    Thread.ofPlatform().start(twice);
    for (int i = 0; i < 2; i++) {
      asleep.acquire();
      bell.release();
    }
    assertThat(twice.get()).isTrue();
  }
}
