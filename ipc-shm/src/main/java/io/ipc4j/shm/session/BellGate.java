package io.ipc4j.shm.session;

import io.ipc4j.shm.posix.Membarrier;
import io.ipc4j.spi.Gate;
import java.lang.invoke.VarHandle;

/**
 * A gate that others open by ringing a bell in shared memory, which they do only if they read that
 * its owner is about to sleep.
 *
 * <p><b>Ordering.</b> Owner: write "about to sleep", barrier, look again, sleep. Others: publish,
 * read "about to sleep". The barrier is {@link Membarrier}: it also takes effect in the other's
 * process, whose publishing needs no fence. Where the kernel lacks it, publishers fence ({@link
 * #fenceIfNeeded}) and the owner's sleeps are short. <b>If the process dies here</b>, others ring a
 * bell that nobody hears.
 */
public final class BellGate extends Gate {
  private static final long UNORDERED_SLICE = 10_000_000;

  private final Place place;
  private final Session session;

  /** Where the owner says that it sleeps, and what wakes it. The memory may go away by a close. */
  public interface Place {
    /** The owner's bell. */
    Bell bell();

    /** Says how the owner is about to sleep, or that it is {@link Sleep#AWAKE}. */
    void sleeping(Sleep how);
  }

  /**
   * Makes a gate.
   *
   * @param place where the owner sleeps
   * @param session whose waiter sleeps on behalf of virtual threads
   */
  public BellGate(Place place, Session session) {
    this.place = place;
    this.session = session;
  }

  /** Orders a publication before the look at who sleeps, where the sleeper can't do it. */
  public static void fenceIfNeeded() {
    if (!Membarrier.isRegistered()) {
      VarHandle.fullFence();
    }
  }

  @Override
  public long prepare() {
    try {
      int token = place.bell().value();
      place.sleeping(Thread.currentThread().isVirtual() ? Sleep.BY_WAITER : Sleep.ALONE);
      if (!Membarrier.barrier()) {
        VarHandle.fullFence();
      }
      return token;
    } catch (IllegalStateException e) {
      return 0; // closed meanwhile: whoever looks again is told
    }
  }

  @Override
  public boolean signalled(long token) {
    try {
      return place.bell().value() != (int) token;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Override
  public void await(long token, long nanos) {
    try {
      if (!Thread.currentThread().isInterrupted()) {
        long slice = Membarrier.isRegistered() ? nanos : Math.min(nanos, UNORDERED_SLICE);
        place.bell().await((int) token, slice);
      }
    } catch (IllegalStateException e) {
      return;
    }
    cancel();
  }

  @Override
  public void cancel() {
    try {
      place.sleeping(Sleep.AWAKE);
    } catch (IllegalStateException e) {
      // Closed meanwhile: nobody reads it.
    }
  }

  @Override
  public void wake() {
    try {
      place.bell().ring();
      session.bell().ring();
    } catch (IllegalStateException e) {
      // Closed meanwhile: nobody sleeps.
    }
  }
}
