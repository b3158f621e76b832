package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import org.jspecify.annotations.Nullable;

/**
 * A region's lock, as all sessions share it. Safe for any thread.
 *
 * <p><i>State:</i> {@code holder} is the token of who has the lock; {@code orphaned} says that the
 * one before went away with it.
 */
final class LockState extends RegionState {
  private @Nullable Token holder;
  private boolean orphaned;

  /** The proof that the lock is held. */
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
      boolean ignored = use(() -> release(this));
    }
  }

  @Override
  String text() {
    return "lock";
  }

  /** Takes the lock if it is free; under the guard. */
  @Nullable Held take(InprocRegion owner) {
    owner.requireAttached();
    if (holder != null) {
      return null;
    }
    Token token = new Token(owner, orphaned);
    holder = token;
    orphaned = false;
    return token;
  }

  private boolean release(Token token) {
    if (holder != token) {
      return false;
    }
    holder = null;
    changed();
    return true;
  }

  @Override
  void forget(InprocRegion ended) {
    Token token = holder;
    if (token != null && token.owner == ended) {
      holder = null;
      orphaned = true;
    }
  }

  /** Who has the lock, for people. */
  String holderName() {
    return use(() -> {
      Token token = holder;
      return token == null ? "nobody any more" : token.owner.session();
    });
  }
}
