package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.Session;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a region: one word that names its owner.
 *
 * <p><b>State.</b> 0: free. Else the owning member, and a bit that says that somebody may sleep.
 * <b> Ordering.</b> {@code [OWNER]}: what the former owner wrote is seen by the next.
 * <b>Ownership.</b> The mapping that took it, until its token is closed. <b>If the process dies
 * here</b>, the word names a member that isn't alive: the next one replaces it and is told. One
 * that dies between giving the lock back and ringing leaves sleepers that look again within 100 ms.
 */
final class ShmLock implements RegionLock {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
  private static final long WAITED_FOR = Long.MIN_VALUE;
  private static final long MEMBER = Long.MAX_VALUE;
  private static final int SPINS = 100;
  private static final long SHORTEST_NAP = 20_000;
  private static final long LONGEST_NAP = 1_000_000;

  private final ShmRegion region;
  private final String name;
  private final RegionLayout layout;
  private final Session session;
  private final Bell bell;
  private final int entry;

  ShmLock(ShmRegion region, String name, int entry) {
    this.region = region;
    this.name = name;
    this.layout = region.layout();
    this.session = region.namespace().session();
    this.bell = layout.bell(entry);
    this.entry = entry;
  }

  @Override
  public @Nullable Held tryLock() {
    try {
      return attempt(true, 0);
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  /**
   * Takes the lock if it is free or its owner isn't alive.
   *
   * @param ask whether to ask the kernel if the owner is alive
   * @param mark {@link #WAITED_FOR} if this one has slept, since then others may sleep too
   */
  private @Nullable Held attempt(boolean ask, long mark) {
    while (true) {
      long word = layout.owner(entry); // [OWNER]
      long owner = word & MEMBER;
      if (owner != 0 && (!ask || session.isAlive(owner))) {
        return null;
      }
      long mine = region.member() | (word & WAITED_FOR) | mark;
      if (layout.replaceOwner(entry, word, mine)) { // [OWNER]
        return new Token(owner != 0);
      }
    }
  }

  @Override
  public Held lock() throws InterruptedException {
    return lock(FOREVER);
  }

  @Override
  public Held lock(Duration timeout) throws InterruptedException {
    long nanos = nanos(timeout);
    long started = System.nanoTime();
    try {
      for (int round = 0; ; round++) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        boolean spinning = round < SPINS;
        Held held = attempt(!spinning, round > SPINS ? WAITED_FOR : 0);
        if (held != null) {
          return held;
        }
        long left = nanos - (System.nanoTime() - started);
        if (left <= 0) {
          throw timedOut(timeout);
        }
        pause(round, left);
      }
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  private void pause(int round, long left) {
    if (round < SPINS) {
      Thread.onSpinWait();
    } else if (Thread.currentThread().isVirtual()) {
      // Sleeping on the bell would hold the carrier.
      long nap = Math.min(LONGEST_NAP, SHORTEST_NAP << Math.min(round - SPINS, 10));
      LockSupport.parkNanos(this, Math.min(nap, left));
    } else {
      int seen = bell.value();
      long word = layout.owner(entry);
      boolean held = (word & MEMBER) != 0;
      if (held
          && ((word & WAITED_FOR) != 0 || layout.replaceOwner(entry, word, word | WAITED_FOR))) {
        bell.await(seen, left);
      }
    }
  }

  private static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private void release() {
    while (true) {
      long word = layout.owner(entry);
      if ((word & MEMBER) != region.member()) {
        return; // the mapping was closed and the lock taken over
      }
      if (layout.replaceOwner(entry, word, 0)) { // [OWNER]
        if ((word & WAITED_FOR) != 0) {
          bell.ringOne();
        }
        return;
      }
    }
  }

  private IpcTimeoutException timedOut(Duration timeout) {
    long owner = layout.owner(entry) & MEMBER;
    return new IpcTimeoutException(
        ErrorIds.TIMEOUT,
        ErrorText.of("region", region.name())
            .and("lock", name)
            .problem(
                "waited "
                    + timeout
                    + (owner == 0 ? "" : " for its holder " + session.nameOf(owner)))
            .text());
  }

  private IpcClosedException closed(IllegalStateException cause) {
    return new IpcClosedException(
        ErrorIds.CLOSED,
        ErrorText.of("region", region.name()).problem("this mapping is closed").text(),
        cause);
  }

  /** The proof that this mapping holds the lock. */
  private final class Token implements Held {
    private final boolean previousOwnerDied;
    private final AtomicBoolean closed = new AtomicBoolean();

    Token(boolean previousOwnerDied) {
      this.previousOwnerDied = previousOwnerDied;
    }

    @Override
    public boolean previousOwnerDied() {
      return previousOwnerDied;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try {
          release();
        } catch (IllegalStateException e) {
          // The mapping is closed, which has orphaned the lock.
        }
      }
    }
  }
}
