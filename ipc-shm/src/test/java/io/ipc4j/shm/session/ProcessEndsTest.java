package io.ipc4j.shm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.ipc4j.shm.posix.ProcessEnds;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sleeping until a process ends. A sleep that isn't ended runs into the time-out. */
@Timeout(300)
final class ProcessEndsTest {
  private static final long LONG = TimeUnit.HOURS.toNanos(1);

  private static Process process() throws IOException {
    return new ProcessBuilder("sleep", "1000").start();
  }

  @Test
  void theEndOfOneOfSeveralEndsTheSleep() throws IOException, InterruptedException {
    Process first = process();
    Process second = process();
    try (ProcessEnds ends = new ProcessEnds()) {
      ends.watch(Set.of(first.pid(), second.pid()));
      CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> ends.await(LONG));
      assertThat(sleep).isNotDone();
      second.destroyForcibly();
      sleep.join();
      CompletableFuture<Void> next = CompletableFuture.runAsync(() -> ends.await(LONG));
      first.destroyForcibly(); // the one that had ended before doesn't end this sleep at once
      next.join();
      assertThat(first.waitFor()).isEqualTo(128 + 9);
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
  }

  @Test
  void wakingEndsTheSleep() throws IOException {
    Process process = process();
    try (ProcessEnds ends = new ProcessEnds()) {
      ends.watch(Set.of(process.pid()));
      ends.wake();
      ends.await(LONG);
      CompletableFuture<Void> sleep = CompletableFuture.runAsync(() -> ends.await(LONG));
      ends.wake();
      sleep.join();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoCannotBeWatchedIsPassedOver() {
    try (ProcessEnds ends = new ProcessEnds()) {
      ends.watch(Set.of(Long.MAX_VALUE, 0L, -5L, 4_194_305L));
      ends.await(TimeUnit.MILLISECONDS.toNanos(1));
      ends.watch(Set.of());
      ends.wake();
      ends.await(LONG);
    }
  }

  @Test
  void wakingAfterTheEndDoesNothing() {
    ProcessEnds ends = new ProcessEnds();
    ends.close();
    ends.close();
    assertThatNoException().isThrownBy(ends::wake);
  }
}
