package io.ipc4j.shm.channel;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.PoolFile;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.shm.session.Session;
import io.ipc4j.shm.session.Sleep;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.ChannelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A channel as one end has it open: its directory, its control file, and this end's membership.
 *
 * <p>Thread safe, except that closing ends the memory under who uses it.
 *
 * <p><b>State.</b> Who has a channel open is said by {@link ControlFile}. <b>Ownership.</b> One end
 * each. <b>If the process dies here</b>, the kernel says that it is gone; the files wait for the
 * next end.
 */
final class OpenChannel implements AutoCloseable {
  /** How long something may lie in the directory of a channel that doesn't exist. */
  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();

  /** How long channels may be found that end before this end is in. */
  private static final long LONGEST = Duration.ofSeconds(60).toNanos();

  private static final long NAP = 100_000;

  private final Namespace namespace;
  private final ChannelSpec spec;
  private final Path directory;
  private final ControlFile file;
  private final ControlLayout control;
  private final long member;
  private boolean closed;

  private OpenChannel(Namespace namespace, ChannelSpec spec, Path directory, ControlFile file) {
    this.namespace = namespace;
    this.spec = spec;
    this.directory = directory;
    this.file = file;
    this.control = file.layout();
    this.member = namespace.session().join();
  }

  /**
   * Opens a channel, creating it where it doesn't exist.
   *
   * @throws io.ipc4j.error.IpcConfigException if those who have it open agreed on something else
   * @throws IpcResourceException if there is no space, or the system fails otherwise
   */
  static OpenChannel open(Namespace namespace, ChannelSpec spec) {
    Path directory = namespace.directory("channels").resolve(spec.name());
    long began = System.nanoTime();
    long lastFound = began;
    while (true) {
      Directories.require(directory);
      Optional<ControlFile> found = ControlFile.find(directory);
      if (found.isEmpty()) {
        ControlFile.make(namespace, directory, spec.agreement());
      } else if (enter(namespace.session(), spec, found.get())) {
        OpenChannel channel = new OpenChannel(namespace, spec, directory, found.get());
        channel.sweep();
        return channel;
      } else {
        lastFound = System.nanoTime(); // it has ended: others come and go, and so it goes on
      }
      if (System.nanoTime() - lastFound > PATIENCE) {
        throw notOpened(
            directory,
            "it holds no channel, but something that can't be removed",
            "Look what it is, and remove it");
      }
      if (System.nanoTime() - began > LONGEST) {
        throw notOpened(
            directory,
            "each channel that was found there for a minute had ended already",
            "Look who opens and closes it all the time");
      }
      LockSupport.parkNanos(NAP);
    }
  }

  private static IpcResourceException notOpened(Path directory, String problem, String remedy) {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("directory", directory)
            .and("holds", Directories.list(directory).stream().map(Path::getFileName).toList())
            .problem(problem)
            .remedy(remedy)
            .text());
  }

  /** Becomes one of those who have the channel open; else closes the file. */
  private static boolean enter(Session session, ChannelSpec spec, ControlFile file) {
    boolean entered = false;
    try {
      if (file.enter()) {
        Agreement theirs = file.agreement();
        if (theirs.equals(spec.agreement())) {
          entered = true;
        } else if (!file.endIfUnused(session)) {
          String self = session.nameOf(session.id());
          spec.agreement().requireSame(theirs, spec.name(), self, holder(session, file));
        }
      }
    } finally {
      if (!entered) {
        file.close();
      }
    }
    return entered;
  }

  private static String holder(Session session, ControlFile file) {
    ControlLayout control = file.layout();
    for (int slot = 0; slot < ControlLayout.SLOTS; slot++) {
      long receiver = control.member(slot);
      if (receiver != 0 && session.isAlive(receiver)) {
        return session.nameOf(receiver);
      }
    }
    for (Path path : Directories.list(file.path().resolveSibling(""))) {
      Optional<LaneName> lane = LaneName.of(path);
      if (lane.isPresent() && session.isAlive(lane.get().member())) {
        return session.nameOf(lane.get().member());
      }
    }
    return "unread messages in " + file.path().getParent();
  }

  private void sweep() {
    for (Path path : Directories.list(directory)) {
      Sweeper.remove(namespace.session(), path);
    }
  }

  // --- what ends need ---

  ControlLayout control() {
    return control;
  }

  Namespace namespace() {
    return namespace;
  }

  Session session() {
    return namespace.session();
  }

  ChannelSpec spec() {
    return spec;
  }

  Path directory() {
    return directory;
  }

  /** This end's number among all members of the namespace. */
  long member() {
    return member;
  }

  /** Whether receivers claim the records of all lanes. */
  static boolean isShared(ChannelSpec spec) {
    return spec.pattern() == Pattern.QUEUE && spec.receivers() == Receivers.COMPETING;
  }

  /** Creates a lane of the channel's capacity, with its pool. */
  LaneFile createLane(LaneName name, int slots, Discipline discipline) {
    LaneFile.Shape shape =
        new LaneFile.Shape(
            LaneFile.capacityFor(spec.capacity()),
            slots,
            member,
            name.number(),
            name.back(),
            discipline.isShared() ? 0 : PoolFile.dataSize(spec.pool()),
            discipline);
    return LaneFile.create(name.in(directory), shape)
        .orElseThrow(() -> new IllegalStateException("exists already: " + name));
  }

  /** The lanes that exist, with their names. */
  List<LaneName> lanes() {
    List<LaneName> found = new ArrayList<>();
    for (Path path : Directories.list(directory)) {
      LaneName.of(path).filter(name -> !name.back()).ifPresent(found::add);
    }
    return found;
  }

  /** A live member, for the application. */
  PeerInfo peer(long other) {
    Optional<Session.Description> who = session().describe(other);
    Session.Condition how = session().condition(other);
    return new PeerInfo(
        who.map(Session.Description::name).orElse(""),
        who.map(d -> OptionalLong.of(d.pid())).orElse(OptionalLong.empty()),
        OptionalLong.of(Posix.effectiveUser()),
        how.state(),
        how.since());
  }

  /** The same peer in its present state. Once it is dead, its place may be somebody else's. */
  PeerInfo asItIs(long other, PeerInfo known) {
    Session.Condition how = session().condition(other);
    return new PeerInfo(known.name(), known.pid(), known.uid(), how.state(), how.since());
  }

  /** The live receivers: members of slots. */
  List<Long> receivers() {
    List<Long> found = new ArrayList<>();
    for (int slot = 0; slot < ControlLayout.SLOTS; slot++) {
      long receiver = control.member(slot);
      if (receiver != 0 && session().isAlive(receiver)) {
        found.add(receiver);
      }
    }
    return found;
  }

  /** Wakes all receivers that sleep. */
  void wakeReceivers() {
    for (long left = control.sleepers(); left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      namespace.wake(control.member(slot), control.bell(slot), control.wakeUp(slot));
    }
  }

  /**
   * Wakes one receiver if any sleeps: whoever comes first after a slot, so that all take their
   * turn.
   *
   * @return its slot; the one given if nobody slept
   */
  int wakeAnyReceiver(int after) {
    long left = control.sleepers();
    if (left == 0) {
      return after;
    }
    int slot = after + 1 + Long.numberOfTrailingZeros(Long.rotateRight(left, after + 1));
    slot %= ControlLayout.SLOTS;
    namespace.wake(control.member(slot), control.bell(slot), control.wakeUp(slot));
    return slot;
  }

  /** Wakes one receiver if it sleeps. */
  void wakeReceiver(long member) {
    for (long left = control.sleepers(); left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      if (control.member(slot) == member) {
        namespace.wake(member, control.bell(slot), control.wakeUp(slot));
      }
    }
  }

  /** Wakes a lane's writer if it sleeps. */
  void wakeWriter(LaneFile lane) {
    Sleep how = lane.layout().wakeUp();
    if (how != Sleep.AWAKE) {
      namespace.wake(lane.shape().writer(), lane.layout().bell(), how);
    }
  }

  /**
   * After its reader has let go of a lane: tells the writer, which may have waited for it, and
   * removes the lane if that has ended and nobody needs it.
   */
  void leaveLane(LaneName name) {
    Path path = name.in(directory);
    boolean ended = !session().isAlive(name.member());
    try (LaneFile lane = LaneFile.attach(path).orElse(null)) {
      if (lane != null) {
        ended |= lane.layout().isClosed();
        wakeWriter(lane);
      }
    } catch (IpcCorruptException e) {
      // Damaged: its writer finds out by other means.
    }
    if (ended) {
      Sweeper.removeEnded(session(), path);
    }
  }

  /** After its writer has let go of a lane: says so to those who read it. */
  void endLane(LaneName name) {
    try (LaneFile lane = LaneFile.attach(name.in(directory)).orElse(null)) {
      if (lane != null) {
        lane.layout().close(); // [STATE]
      }
    } catch (IpcCorruptException e) {
      // Damaged: nobody can begin to read it, and who reads it sees that this end isn't alive.
    }
    control.lanesChanged(); // [LANES]
    wakeReceivers();
  }

  /** Gives up the membership; removes the channel if nothing needs it any more. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      session().leave(member);
      if (receivers().isEmpty()) {
        sweep(); // else they remove what this end leaves, once they have read it
      }
      file.leave();
      session().awaitLocksOfTheGone();
      file.endIfUnused(session());
      file.close();
    }
  }
}
