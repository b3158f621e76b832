package io.ipc4j.shm.region;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
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
final class ShmLock extends RegionObject implements RegionLock, Waiting.Target<Held> {
  private static final long WAITED_FOR = Long.MIN_VALUE;
  private static final long MEMBER = Long.MAX_VALUE;

  ShmLock(ShmRegion region, String name, int entry) {
    super(region, ObjectKind.Type.LOCK, name, entry);
  }

  @Override
  public @Nullable Held tryLock() {
    return use(() -> attempt(true, 0));
  }

  @Override
  public @Nullable Held attempt(Waiting waiting) {
    return attempt(waiting.asks(), waiting.hasSlept() ? WAITED_FOR : 0);
  }

  /**
   * Takes the lock if it is free or its owner isn't alive.
   *
   * @param ask whether to ask the kernel if the owner is alive
   * @param mark {@link #WAITED_FOR} if this one has slept, since then others may sleep too
   */
  private @Nullable Held attempt(boolean ask, long mark) {
    while (true) {
      long word = layout().word(entry()); // [OWNER]
      long owner = word & MEMBER;
      if (owner != 0 && (!ask || region().isAlive(owner))) {
        return null;
      }
      long mine = region().member() | (word & WAITED_FOR) | mark;
      if (layout().replaceWord(entry(), word, mine)) { // [OWNER]
        return new Token(owner != 0);
      }
    }
  }

  @Override
  public boolean announce() {
    long word = layout().word(entry());
    boolean held = (word & MEMBER) != 0;
    return held
        && ((word & WAITED_FOR) != 0 || layout().replaceWord(entry(), word, word | WAITED_FOR));
  }

  @Override
  public Held lock() throws InterruptedException {
    return lock(FOREVER);
  }

  @Override
  public Held lock(Duration timeout) throws InterruptedException {
    Held held = await(this, timeout);
    if (held == null) {
      throw timedOut(timeout, "its holder " + use(this::holder));
    }
    return held;
  }

  private String holder() {
    long owner = layout().word(entry()) & MEMBER;
    return owner == 0 ? "who has given it back since" : region().nameOf(owner);
  }

  private void release() {
    while (true) {
      long word = layout().word(entry());
      if ((word & MEMBER) != region().member()) {
        return; // the mapping was closed and the lock taken over
      }
      if (layout().replaceWord(entry(), word, 0)) { // [OWNER]
        if ((word & WAITED_FOR) != 0) {
          layout().bell(entry()).ringOne();
        }
        return;
      }
    }
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
