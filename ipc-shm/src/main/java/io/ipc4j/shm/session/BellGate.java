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
 * #fenceIfNeeded}) and the owner's sleeps are short. An owner that was rung awake at a {@link
 * Place#staysAnnounced} says at once that it will sleep again: by the time it does so, what others
 * published before they could read that has long left their processors, and the barrier, which
 * costs as much as a wake, is left out. Nothing but time orders the two then, so that such a sleep
 * is short too; the one after it has the barrier. <b>If the process dies here</b>, others ring a
 * bell that nobody hears.
 *
 * <p><b>State.</b> {@code standing} is how it was announced in advance, {@code since} when; both
 * and {@code ordered}, whether the barrier was executed for this sleep, are the owner's.
 */
public final class BellGate extends Gate {
  private static final long UNORDERED_SLICE = 10_000_000;

  /** A store leaves its processor within a fraction of this. */
  private static final long SETTLED = 1_000;

  /** How long a thread waits where each death of a peer opens the gate. */
  private static final long TOLD_OF_DEATHS = 2_000_000_000;

  private final Place place;
  private final Session session;
  private final boolean toldOfDeaths;
  private InterruptHook onInterrupt = new InterruptHook(this::wake);
  private Sleep standing = Sleep.AWAKE;
  private long since;
  private boolean ordered;

  /** Where the owner says that it sleeps, and what wakes it. The memory may go away by a close. */
  public interface Place {
    /** The owner's bell. */
    Bell bell();

    /** Says how the owner is about to sleep, or that it is {@link Sleep#AWAKE}. */
    void sleeping(Sleep how);

    /** Whether the owner may say that it is about to sleep long before it does. */
    default boolean staysAnnounced() {
      return false;
    }

    /** Whether what was said last still stands: nobody has taken note of it. */
    default boolean isAnnounced() {
      return false;
    }
  }

  /**
   * Makes a gate.
   *
   * @param place where the owner sleeps
   * @param session whose waiter sleeps on behalf of virtual threads
   */
  public BellGate(Place place, Session session) {
    this(place, session, false);
  }

  private BellGate(Place place, Session session, boolean toldOfDeaths) {
    this.place = place;
    this.session = session;
    this.toldOfDeaths = toldOfDeaths;
  }

  /** Makes a gate that its owner has opened ({@link #wake}) when a peer dies. */
  public static BellGate toldOfDeaths(Place place, Session session) {
    return new BellGate(place, session, true);
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
      Sleep how = Thread.currentThread().isVirtual() ? Sleep.BY_WAITER : Sleep.ALONE;
      if (standing == how && place.isAnnounced() && System.nanoTime() - since >= SETTLED) {
        ordered = false;
        return token;
      }
      standing = Sleep.AWAKE;
      place.sleeping(how);
      ordered = Membarrier.barrier();
      if (!ordered) {
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
  public long patience() {
    return toldOfDeaths && Membarrier.isRegistered() ? TOLD_OF_DEATHS : super.patience();
  }

  @Override
  public void await(long token, long nanos) {
    try {
      if (!Thread.currentThread().isInterrupted()) {
        sleep((int) token, Math.min(nanos, ordered ? patience() : UNORDERED_SLICE));
        if (place.staysAnnounced() && signalled(token)) {
          place.sleeping(Sleep.ALONE);
          standing = Sleep.ALONE;
          since = System.nanoTime();
          return;
        }
      }
    } catch (IllegalStateException e) {
      return;
    }
    cancel();
  }

  private void sleep(int token, long nanos) {
    Bell bell = place.bell();
    try {
      onInterrupt.arm();
      bell.awaitLong(token, nanos);
    } finally {
      if (!onInterrupt.disarm()) {
        onInterrupt = new InterruptHook(this::wake);
      }
    }
  }

  @Override
  public void cancel() {
    try {
      standing = Sleep.AWAKE;
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
