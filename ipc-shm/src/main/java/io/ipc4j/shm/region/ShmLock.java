package io.ipc4j.shm.region;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import io.ipc4j.shm.region.OwnerWord.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a region.
 *
 * <p><b>State, Ordering.</b> As {@link OwnerWord} says. <b>Ownership.</b> The mapping that took it,
 * until its token is closed. <b>If the process dies here</b>, the word names a member that isn't
 * alive: the next one replaces it and is told. One that dies between giving the lock back and
 * ringing leaves sleepers that look again within 100 ms.
 */
final class ShmLock extends RegionObject implements RegionLock, Waiting.Target<Held> {
  private final OwnerWord word;

  ShmLock(ShmRegion region, String name, int entry) {
    super(region, ObjectKind.Type.LOCK, name, entry);
    this.word = new OwnerWord(region.layout(), entry, region.member(), region::isAlive);
  }

  @Override
  public @Nullable Held tryLock() {
    return use(() -> attempt(true, false));
  }

  @Override
  public @Nullable Held attempt(Waiting waiting) {
    return attempt(waiting.asks(), waiting.hasSlept());
  }

  private @Nullable Held attempt(boolean ask, boolean slept) {
    Outcome outcome = word.take(ask, slept);
    return outcome == Outcome.REFUSED ? null : new Token(outcome == Outcome.TAKEN_AFTER_DEATH);
  }

  @Override
  public boolean announce() {
    return word.announce();
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
    long owner = word.owner();
    return owner == 0 ? "who has given it back since" : region().nameOf(owner);
  }

  private void release() {
    if (word.release()) {
      layout().bell(entry()).ringOne();
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
