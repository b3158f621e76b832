package io.ipc4j.shm.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.process.Await;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel does to a word at the death of the thread that asked for it. */
@Timeout(300)
final class LastWordTest {
  private static final long GET_ROBUST_LIST = Platform.arch() == Platform.Arch.AARCH64 ? 100 : 274;

  private final MemorySegment word = Arena.ofAuto().allocate(64, 8).asSlice(4, 4);

  private int value() {
    return word.get(ValueLayout.JAVA_INT, 0);
  }

  private LastWord begin() {
    LastWord last = new LastWord(word.address());
    assertThat(last.isStanding()).isTrue();
    word.set(ValueLayout.JAVA_INT, 0, last.value());
    return last;
  }

  @Test
  void theKernelMarksTheWordAndWakesASleeper() throws InterruptedException {
    CompletableFuture<LastWord> kept = new CompletableFuture<>(); // the kernel reads its memory
    CountDownLatch end = new CountDownLatch(1);
    Thread mortal =
        Thread.ofPlatform()
            .start(() -> {
              kept.complete(begin());
              awaitUninterrupted(end);
            });
    LastWord last = kept.join();
    FutexSet set = new FutexSet();
    MemorySegment other = Arena.ofAuto().allocate(8, 8);
    set.add(other.address(), 0);
    set.add(word.address(), last.value());
    CompletableFuture<Integer> woken =
        CompletableFuture.supplyAsync(() -> set.await(Long.MAX_VALUE));
    assertThat(woken).isNotDone();
    end.countDown();
    mortal.join();
    assertThat(woken.join()).isIn(1, FutexSet.CHANGED); // it may not have slept yet
    assertThat(value()).isEqualTo(LastWord.WAITERS | LastWord.DIED);
    assertThat(last.isStanding()).isTrue();
  }

  @Test
  void whoTakesItBackLeavesTheThreadsListAsItWas() {
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(() -> {
          long before = list();
          try (LastWord last = begin()) {
            assertThat(last.value()).isNegative();
            assertThat(list()).isNotEqualTo(before);
          }
          assertThat(list()).isEqualTo(before);
        });
    assertThat(ended).succeedsWithin(Duration.ofSeconds(60));
  }

  private static long list() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment head = arena.allocate(8, 8);
      MemorySegment length = arena.allocate(8, 8);
      long done =
          (long) Libc.GET_ROBUST_LIST.invokeExact(Libc.capture(), GET_ROBUST_LIST, 0, head, length);
      assertThat(done).isZero();
      return head.get(ValueLayout.JAVA_LONG, 0);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  @Test
  void aSetOfWordsIsSleptOnUntilOneIsWokenOrTimeIsOver() {
    FutexSet set = new FutexSet();
    set.add(word.address(), 0);
    assertThat(set.await(1_000_000)).isEqualTo(FutexSet.NONE);
    set.clear();
    set.add(word.address(), 1);
    assertThat(set.await(Long.MAX_VALUE)).isEqualTo(FutexSet.CHANGED);
    set.clear();
    for (int i = 0; i < FutexSet.MOST; i++) {
      set.add(word.address(), 0);
    }
    CompletableFuture<Integer> woken =
        CompletableFuture.supplyAsync(() -> set.await(Long.MAX_VALUE));
    Await.until(
        "it is woken",
        () -> {
          Futex.wake(word.address(), 1);
          return woken.isDone();
        });
    assertThat(woken.join()).isBetween(0, FutexSet.MOST - 1);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
