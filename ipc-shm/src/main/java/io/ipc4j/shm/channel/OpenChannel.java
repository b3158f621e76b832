package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.shm.session.Session;
import io.ipc4j.shm.session.Sleep;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.ChannelSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
 * <p><b>State.</b> Who has a channel open holds a shared lock on byte 0 of its control file; who
 * gets that lock exclusively is alone, and may remove what isn't needed. <b>Ownership.</b> One end
 * each. <b>If the process dies here</b>, the kernel drops the lock; the files wait for the next
 * end.
 */
final class OpenChannel implements AutoCloseable {
  static final long PRESENCE = 0;
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
  private static final long NAP = 100_000;

  private final Namespace namespace;
  private final ChannelSpec spec;
  private final Path directory;
  private final SharedFile file;
  private final ControlLayout control;
  private final long member;
  private boolean closed;

  private OpenChannel(Namespace namespace, ChannelSpec spec, Path directory, SharedFile file) {
    this.namespace = namespace;
    this.spec = spec;
    this.directory = directory;
    this.file = file;
    this.control = new ControlLayout(file.memory());
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
    long deadline = System.nanoTime() + PATIENCE;
    while (true) {
      Directories.require(directory);
      Optional<SharedFile> file = openControl(directory, spec.agreement());
      if (file.isPresent()) {
        if (enter(namespace, spec, file.get())) {
          OpenChannel channel = new OpenChannel(namespace, spec, directory, file.get());
          channel.sweep();
          return channel;
        }
        file.get().close();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IpcResourceException(
            ErrorIds.SYSTEM_CALL,
            ErrorText.of("directory", directory)
                .problem("another process began to remove it and doesn't go on")
                .text());
      }
      LockSupport.parkNanos(NAP);
    }
  }

  private static Optional<SharedFile> openControl(Path directory, Agreement agreement) {
    Path path = directory.resolve("control");
    Optional<SharedFile> existing =
        SharedFile.attach(path, FileKind.CHANNEL, Access.READ_WRITE)
            .map(file ->
                file.requireNumber(3, "slots", ControlLayout.SLOTS)
                    .requireNumber(4, "bytes of a slot", ControlLayout.SLOT_BYTES)
                    .requireSize(ControlLayout.FILE_SIZE));
    if (existing.isPresent()) {
      return existing;
    }
    List<Long> numbers = new ArrayList<>(encode(agreement));
    numbers.add((long) ControlLayout.SLOTS);
    numbers.add(ControlLayout.SLOT_BYTES);
    return SharedFile.create(
        path, new FileSpec(FileKind.CHANNEL, ControlLayout.FILE_SIZE, 0, numbers, ""));
  }

  private static List<Long> encode(Agreement agreement) {
    MemorySegment bytes = MemorySegment.ofArray(new long[Agreement.BYTES / Long.BYTES]);
    agreement.encode(bytes, 0);
    return bytes.elements(ValueLayout.JAVA_LONG).map(e -> e.get(ValueLayout.JAVA_LONG, 0)).toList();
  }

  private static Agreement decode(SharedFile file) {
    long[] words = new long[Agreement.BYTES / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = file.spec().number(i);
    }
    return Agreement.decode(MemorySegment.ofArray(words), 0, "file=" + file.path());
  }

  /** Becomes one of those who have the channel open; false if the file is on its way out. */
  private static boolean enter(Namespace namespace, ChannelSpec spec, SharedFile file) {
    if (!file.tryLock(PRESENCE, OfdLock.Kind.SHARED) || !file.hasItsName()) {
      return false;
    }
    Agreement theirs = decode(file);
    if (theirs.equals(spec.agreement())) {
      return true;
    }
    if (removeIfUnused(namespace.session(), file)) {
      return false;
    }
    Session session = namespace.session();
    String holder = holder(session, file);
    file.close();
    spec.agreement().requireSame(theirs, spec.name(), session.nameOf(session.id()), holder);
    return true;
  }

  private static String holder(Session session, SharedFile file) {
    ControlLayout control = new ControlLayout(file.memory());
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

  /** Removes the channel if no end is open but this one, and nothing is unread. */
  static boolean removeIfUnused(Session session, SharedFile file) {
    if (!file.tryLock(PRESENCE, OfdLock.Kind.EXCLUSIVE)) {
      return false;
    }
    Path directory = file.path().resolveSibling("");
    boolean unread = false;
    for (Path path : Directories.list(directory)) {
      unread |= !Sweeper.remove(session, path);
    }
    if (unread) {
      file.tryLock(PRESENCE, OfdLock.Kind.SHARED);
      return false;
    }
    SharedFile.remove(file.path());
    Directories.removeIfEmpty(directory);
    return true;
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

  /** Creates a lane of the channel's capacity. */
  LaneFile createLane(LaneName name, int slots) {
    LaneFile.Shape shape =
        new LaneFile.Shape(
            LaneFile.capacityFor(spec.capacity()), slots, member, name.number(), name.back());
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
      removeIfUnused(session(), file);
      file.close();
    }
  }
}
