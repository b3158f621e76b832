package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a semaphore, or of a read-write lock, whose writer takes all of them. Safe for any
 * thread.
 *
 * <p><i>State:</i> who has how many; {@code died} says that a holder went away with some, and for
 * whom that is to be told.
 */
final class PermitState extends RegionState {
  /** How many readers there may be at once. */
  static final int READERS = 1 << 30;

  private final String text;
  private final int permits;
  private final Map<Token, Integer> holders = new LinkedHashMap<>();
  private int writersWaiting;
  private boolean died;

  private PermitState(String text, int permits) {
    this.text = text;
    this.permits = permits;
  }

  static PermitState semaphore(int permits) {
    return new PermitState("semaphore with permits=" + permits, permits);
  }

  static PermitState readWriteLock() {
    return new PermitState("read-write lock", READERS);
  }

  /** The proof that permits are held. */
  private final class Token implements Held {
    private final InprocRegion owner;
    private final boolean afterDeath;

    Token(InprocRegion owner, boolean afterDeath) {
      this.owner = owner;
      this.afterDeath = afterDeath;
    }

    @Override
    public boolean previousOwnerDied() {
      return afterDeath;
    }

    @Override
    public void close() {
      boolean ignored = use(() -> give(this));
    }
  }

  @Override
  String text() {
    return text;
  }

  private boolean isLock() {
    return permits == READERS;
  }

  /** Takes permits if there are enough; under the guard. */
  @Nullable Held take(InprocRegion owner, int amount) {
    owner.requireAttached();
    if (amount > available()) {
      return null;
    }
    Token token = new Token(owner, died);
    if (!isLock()) {
      died = false;
    }
    holders.put(token, amount);
    return token;
  }

  /** A reader's way: after the writers that wait already. */
  @Nullable Held takeAfterWriters(InprocRegion owner) {
    return writersWaiting > 0 ? null : take(owner, 1);
  }

  /** Says that a writer waits, or no longer. */
  void writerWaits(int change) {
    boolean ignored =
        use(() -> {
          writersWaiting += change;
          changed();
          return true;
        });
  }

  private boolean give(Token token) {
    Integer amount = holders.remove(token);
    if (amount != null) {
      if (isLock() && amount == permits) {
        died = false;
      }
      changed();
    }
    return amount != null;
  }

  @Override
  void forget(InprocRegion ended) {
    holders
        .entrySet()
        .removeIf(holder -> {
          boolean gone = holder.getKey().owner == ended;
          died |= gone && (!isLock() || holder.getValue() == permits);
          return gone;
        });
  }

  /** How many permits nobody has; under the guard. */
  int available() {
    return permits - holders.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** One who has some, for people. */
  String holderName() {
    return use(() ->
        holders.keySet().stream()
            .findFirst()
            .map(token -> token.owner.session())
            .orElse("nobody any more"));
  }
}
