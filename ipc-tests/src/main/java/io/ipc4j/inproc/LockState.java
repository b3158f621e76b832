package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A region's lock, as all sessions share it. Safe for any thread.
 *
 * <p><i>State:</i> {@code holder} is the token of who has the lock; {@code orphaned} says that the
 * one before went away with it. Both are guarded by {@code guard}.
 */
final class LockState {
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition released = guard.newCondition();
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
      release(this, false);
    }
  }

  /** Takes the lock if it is free. */
  @Nullable Held tryAcquire(InprocRegion owner) {
    guard.lock();
    try {
      return acquireIfFree(owner);
    } finally {
      guard.unlock();
    }
  }

  private @Nullable Held acquireIfFree(InprocRegion owner) {
    owner.requireAttached();
    if (holder != null) {
      return null;
    }
    Token token = new Token(owner, orphaned);
    holder = token;
    orphaned = false;
    return token;
  }

  /** Takes the lock, or returns null if the time is over first. */
  @Nullable Held acquire(InprocRegion owner, long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    guard.lockInterruptibly();
    try {
      while (true) {
        Held held = acquireIfFree(owner);
        long left = deadline - System.nanoTime();
        if (held != null || left <= 0) {
          return held;
        }
        released.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      guard.unlock();
    }
  }

  private void release(Token token, boolean byDeath) {
    guard.lock();
    try {
      if (holder == token) {
        holder = null;
        orphaned = byDeath;
        released.signalAll();
      }
    } finally {
      guard.unlock();
    }
  }

  /** Takes the lock away from a mapping that has ended, and wakes its waiters. */
  void orphan(InprocRegion ended) {
    guard.lock();
    try {
      Token token = holder;
      if (token != null && token.owner == ended) {
        release(token, true);
      }
      released.signalAll();
    } finally {
      guard.unlock();
    }
  }

  /** Who has the lock, for people. */
  String holderName() {
    guard.lock();
    try {
      Token token = holder;
      return token == null ? "nobody any more" : token.owner.session();
    } finally {
      guard.unlock();
    }
  }
}
