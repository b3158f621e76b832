package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.DeadPeers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that a receiving port reads, as they come and go.
 *
 * <p><b>State.</b> The port has them in an array of its own, so that a poll goes straight to them;
 * it is told of each change. <b>Ordering.</b> The port reads {@code [LANES]} before it has the
 * directory looked through; a lane is taken for ended before it is taken for empty.
 * <b>Ownership.</b> The port's thread; {@link #letGo}, {@link #peers} and {@link #deadPeers} by
 * any. <b>If the process dies here</b>, as the ports.
 *
 * @param <L> how they are read
 */
final class IncomingLanes<L extends IncomingLane> {
  private static final long RETRY_NANOS = 100_000_000;

  private final OpenChannel channel;
  private final Port<L> port;
  private final Runnable onDeath;
  private final Set<LaneName> broken = new HashSet<>();
  private final DeadPeers dead = new DeadPeers();
  private final Set<LaneName> told = new HashSet<>();
  private @Nullable RuntimeException unsaid;
  private boolean opening = true;
  private boolean missing;
  private long triedAt;
  private volatile List<L> lanes = List.of();
  private volatile boolean closed;

  /** The port that reads them, on its thread. */
  interface Port<L> {
    /**
     * Attaches to a lane, which is a link that comes up.
     *
     * @return the lane, or null if it is gone
     */
    @Nullable L attach(LaneName name);

    /**
     * Reads these from now on, and no others.
     *
     * @param anyEnded whether one of them was seen to be ended
     */
    void changed(List<L> now, boolean anyEnded);

    /** Counts a link that ended. */
    void ended(boolean inOrder);
  }

  /**
   * Knows of none yet.
   *
   * @param onDeath what to call, on a thread of the watcher's, when a sender has died: it may have
   *     died between publishing and waking
   */
  IncomingLanes(OpenChannel channel, Port<L> port, Runnable onDeath) {
    this.channel = channel;
    this.port = port;
    this.onDeath = onDeath;
  }

  /**
   * Looks for the first time, for a handle that is being opened: one sender whose lane can't be
   * read must not keep it from reading the others. The next look tells.
   *
   * @return whether all can be read
   */
  boolean begin() {
    lookAtAll();
    boolean all = !missing && unsaid == null;
    opening = false;
    missing = false; // so that the next look tries at once
    return all;
  }

  /**
   * Looks which there are now, and which have ended.
   *
   * @return false if a lane is missing that is to be tried again, now and then, by the next looks
   * @throws IpcCorruptException if one can't be read; it isn't tried again, and the others are read
   * @throws io.ipc4j.error.IpcException if one couldn't be opened, once for each
   */
  boolean look() {
    if (missing && System.nanoTime() - triedAt < RETRY_NANOS) {
      return false;
    }
    lookAtAll();
    RuntimeException failure = unsaid;
    unsaid = null;
    if (failure != null) {
      throw failure;
    }
    return !missing;
  }

  private void lookAtAll() {
    missing = false;
    List<L> now = new ArrayList<>(lanes);
    Set<LaneName> known = new HashSet<>(broken);
    now.forEach(lane -> known.add(lane.name()));
    try {
      for (LaneName name : channel.lanes()) {
        if (!known.contains(name)) {
          tryToAttach(name, now);
        }
      }
      now.forEach(lane -> lane.end().check(dead));
    } finally {
      change(now);
    }
  }

  private void tryToAttach(LaneName name, List<L> now) {
    try {
      attach(name, now);
    } catch (IpcCorruptException e) {
      broken.add(name);
      tell(e);
    } catch (RuntimeException e) {
      missing = true;
      triedAt = System.nanoTime();
      if (!opening && told.add(name)) {
        tell(e);
      }
    }
  }

  private void tell(RuntimeException failure) {
    if (unsaid == null) {
      unsaid = failure;
    } else {
      unsaid.addSuppressed(failure);
    }
  }

  private void attach(LaneName name, List<L> now) {
    L lane = port.attach(name);
    if (lane == null) {
      return; // removed meanwhile: nobody needed it
    }
    now.add(lane);
    channel.namespace().watcher().watch(name.member(), onDeath);
    channel.wakeWriter(lane.file()); // it may wait for somebody to come
  }

  private void change(List<L> now) {
    lanes = List.copyOf(now);
    port.changed(now, now.stream().anyMatch(lane -> lane.end().isThere()));
    if (closed) {
      now.forEach(this::letGo); // who closes may have looked before
    }
  }

  /** Lets go of those that were seen to be ended before they were seen to be empty. */
  void dropEnded() {
    for (L lane : lanes) {
      if (lane.end().isThere() && lane.isEmpty()) {
        drop(lane, lane.end().isInOrder());
        Sweeper.removeEnded(channel.session(), lane.file().path());
      }
    }
  }

  /** Lets go of one that is corrupt: it can't be read further; the other ones can. */
  void giveUp(L lane) {
    broken.add(lane.name());
    drop(lane, false);
  }

  private void drop(L lane, boolean inOrder) {
    lane.inflow().end();
    port.ended(inOrder);
    List<L> rest = new ArrayList<>(lanes);
    rest.remove(lane);
    change(rest);
    letGo(lane);
  }

  private void letGo(L lane) {
    channel.namespace().watcher().forget(lane.name().member(), onDeath);
    lane.file().close();
  }

  /** Those who write them and live. */
  List<PeerInfo> peers() {
    List<PeerInfo> found = new ArrayList<>();
    for (L lane : lanes) {
      if (channel.session().isAlive(lane.name().member())) {
        found.add(channel.peer(lane.name().member()));
      }
    }
    return found;
  }

  /** Who wrote one of them and died, the latest last. */
  List<PeerInfo> deadPeers() {
    return dead.list();
  }

  /**
   * Lets go of the memory of all, for good.
   *
   * @return those to {@link #leave} once nobody takes this end for their reader any more
   */
  List<L> letGo() {
    closed = true;
    List<L> last = lanes;
    lanes = List.of();
    last.forEach(this::letGo);
    return last;
  }

  /** Has their writers know, and what nobody needs removed. */
  void leave(List<L> last) {
    last.forEach(lane -> channel.leaveLane(lane.name()));
  }
}
