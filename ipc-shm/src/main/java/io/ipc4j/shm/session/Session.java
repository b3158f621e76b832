package io.ipc4j.shm.session;

import io.ipc4j.channel.PeerState;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.PidNamespace;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.posix.Remains;
import io.ipc4j.shm.session.SessionsLayout.Holder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One process's part in a namespace, and the numbers of its members: each sender, receiver or
 * mapping that others may depend on is a member of its own.
 *
 * <p>Alive is whose lock stands. A member's number is random, is never used again, and is the
 * offset of a byte that its session locks, for its own description of the file {@code sessions};
 * the kernel drops the lock when the process ends in whatever way. No process number, no clock and
 * no slot takes part in the decision; a stopped process is alive.
 *
 * <p>Thread safe; no method blocks.
 *
 * <p><b>State.</b> The locks are the truth, the slot in the table only describes; the low ten bits
 * of a member's number are its session's slot. A lock that stands says nothing any more once its
 * process was seen to be {@linkplain Remains without memory}. <b>Ordering.</b> A lock is taken
 * before its number is written anywhere, so a number that is read belongs to a member whose lock
 * stood. <b>Ownership.</b> Whoever opened the session closes it. <b>If the process dies here</b>,
 * its slot keeps the description of the dead until another session needs it.
 */
public final class Session implements AutoCloseable {
  private static final int SLOT_BITS = 10;

  /** Numbers lie above what other locks in the file could use, and within file offsets. */
  private static final long LOWEST = 1L << 32;

  private static final long HIGHEST = (1L << 62) - 1;
  private static final int ATTEMPTS = 1000;
  private static final long LOCK_NAP = 1_000_000;

  private final SharedFile file;
  private final SessionsLayout table;
  private final Vitals vitals = new Vitals();
  private final long self = ProcessHandle.current().pid();
  private final int pidNamespace = PidNamespace.own();
  private final SecureRandom random = new SecureRandom();
  private final Set<Long> members = new HashSet<>();
  private final Gone gone;
  private final int slot;
  private final long first;
  private final String kernelName;
  private boolean closed;

  private Session(SharedFile file, String name) {
    this.file = file;
    this.table = new SessionsLayout(file.memory());
    this.gone = new Gone(file);
    this.first = takeSlot();
    this.slot = slotOf(first);
    this.kernelName = Remains.nameOf(file.descriptor());
    long started =
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    Holder holder = new Holder(self, pidNamespace, file.descriptor());
    table.describe(slot, first, holder, started, name);
  }

  /**
   * Joins a namespace.
   *
   * @param directory of the namespace, checked to be the user's own
   * @param name tells people what the session is
   * @throws IpcResourceException if there is no space or no slot
   */
  public static Session open(Path directory, String name) {
    while (true) {
      Directories.require(directory);
      SharedFile file = openFile(directory.resolve("sessions"));
      boolean done = false;
      try {
        Session session = new Session(file, name);
        done = file.hasItsName(); // else who took it for unused was quicker than the first lock
        if (done) {
          return session;
        }
      } finally {
        if (!done) {
          file.close();
        }
      }
    }
  }

  private static SharedFile openFile(Path path) {
    List<Long> numbers = List.of((long) SessionsLayout.SLOTS, SessionsLayout.SLOT_BYTES);
    FileSpec spec = new FileSpec(FileKind.SESSIONS, SessionsLayout.FILE_SIZE, 0, numbers, "");
    while (true) {
      Optional<SharedFile> file =
          SharedFile.attach(path, FileKind.SESSIONS, Access.READ_WRITE)
              .or(() -> SharedFile.create(path, spec));
      if (file.isEmpty()) {
        Directories.require(path.resolveSibling("")); // who cleans may have removed it
      } else {
        return file.get()
            .requireNumber(0, "slots", SessionsLayout.SLOTS)
            .requireNumber(1, "bytes of a slot", SessionsLayout.SLOT_BYTES)
            .requireSize(SessionsLayout.FILE_SIZE);
      }
    }
  }

  private long takeSlot() {
    int start = random.nextInt(SessionsLayout.SLOTS);
    for (int i = 0; i < SessionsLayout.SLOTS; i++) {
      int candidate = (start + i) % SessionsLayout.SLOTS;
      long holder = table.session(candidate);
      if (holder == 0 || !isAlive(holder)) {
        long number = lockNumber(candidate);
        if (table.replaceSession(candidate, holder, number)) {
          return number;
        }
        leave(number);
      }
    }
    throw new IpcResourceException(
        ErrorIds.NO_SPACE,
        ErrorText.of("file", file.path())
            .problem("all " + SessionsLayout.SLOTS + " sessions of the namespace are taken")
            .text());
  }

  private synchronized long lockNumber(int inSlot) {
    long number = lockNumber(file, inSlot, OfdLock.Kind.EXCLUSIVE);
    members.add(number);
    return number;
  }

  private long lockNumber(SharedFile in, int inSlot, OfdLock.Kind kind) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long number = random.nextLong(LOWEST, HIGHEST) >>> SLOT_BITS << SLOT_BITS | inSlot;
      if (number >= LOWEST && in.tryLock(number, kind)) {
        return number;
      }
      LockSupport.parkNanos(LOCK_NAP); // who removes an unused table holds them all for a moment
    }
    throw new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("file", in.path())
            .problem("another process began to remove it and doesn't go on")
            .text());
  }

  /**
   * Adds a member that is alive as long as another file is open, by a lock on that file's byte of
   * the member's number. The session doesn't know it afterwards.
   *
   * @param elsewhere the file
   * @param kind how its byte is locked; shared where the file is open for reading only
   */
  public long join(SharedFile elsewhere, OfdLock.Kind kind) {
    return lockNumber(elsewhere, slot, kind);
  }

  /** Whether a member that {@link #join(SharedFile, OfdLock.Kind)} added elsewhere is alive. */
  public static boolean isAlive(long member, SharedFile elsewhere) {
    return member >= LOWEST && member <= HIGHEST && elsewhere.lockedElsewhere(member);
  }

  /** How many sessions have members that are alive by another file's locks. */
  public static int sessionsAlive(SharedFile elsewhere) {
    return (int)
        elsewhere.allLockedElsewhere(LOWEST, HIGHEST).stream()
            .map(Session::slotOf)
            .distinct()
            .count();
  }

  /** The number of the session itself. */
  public long id() {
    return first;
  }

  /** Adds a member; it is alive until {@link #leave} or the session's end. */
  public synchronized long join() {
    return lockNumber(slot);
  }

  /** Ends a member; does nothing if it has ended. */
  public synchronized void leave(long member) {
    if (members.remove(member)) {
      file.unlock(member);
    }
  }

  /** Whether a member, of this session or another one, is alive by the kernel's word. */
  public synchronized boolean isAlive(long member) {
    if (members.contains(member)) {
      return true;
    }
    // A number out of range was never a member's; asking the kernel for it would be an error.
    return member >= LOWEST
        && member <= HIGHEST
        && !closed
        && !gone.contains(member)
        && file.lockedElsewhere(member);
  }

  /**
   * Looks whether the process of a slot's session has no memory any more: then all its members are
   * dead from now on, though the kernel drops their locks only when it has freed that memory.
   *
   * @return whether it has none; also if it has ended, and the locks are dropped
   */
  boolean hasLost(int of) {
    long pid = table.isDescribed(of) ? table.pid(of) : 0;
    Optional<Set<Long>> left = Remains.lockedBy(pid, table.descriptor(of), kernelName);
    left.ifPresent(gone::add);
    return left.isPresent();
  }

  /** Waits, for a moment at most, until the kernel has dropped the locks of those who are gone. */
  public void awaitLocksOfTheGone() {
    gone.awaitLocks();
  }

  /** The word that tells of the death of a slot's session. */
  Life life(int of) {
    return table.life(of);
  }

  /** The word that tells others of the death of this session. */
  Life life() {
    return table.life(slot);
  }

  /** The bell on which the waiter of a member's session sleeps. */
  public Bell bellOf(long member) {
    return table.bell(slotOf(member));
  }

  /** The bell on which this session's waiter sleeps. */
  public Bell bell() {
    return table.bell(slot);
  }

  /** Who a member's session is; meant for members that are alive. */
  public Optional<Description> describe(long member) {
    int of = slotOf(member);
    if (!table.isDescribed(of)) {
      return Optional.empty();
    }
    return Optional.of(
        new Description(table.pid(of), Instant.ofEpochMilli(table.started(of)), table.name(of)));
  }

  /** The process of a member in another process, as far as its number is known. */
  OptionalLong processOf(long member) {
    int of = slotOf(member);
    long pid = table.isDescribed(of) ? table.pid(of) : 0;
    return pid > 0 && pid != self ? OptionalLong.of(pid) : OptionalLong.empty();
  }

  /** Whether the number of a member's process means the same process here. */
  boolean sharesPidNamespace(long member) {
    int of = slotOf(member);
    return pidNamespace != PidNamespace.UNKNOWN
        && table.isDescribed(of)
        && table.pidNamespace(of) == pidNamespace;
  }

  /** Looks which members' processes are stopped, so that it is known since when. */
  void look(Set<Long> some) {
    vitals.retain(some);
    Map<Numbered, Set<Long>> ofProcess = new HashMap<>();
    for (long member : some) {
      OptionalLong process = processOf(member);
      if (process.isPresent()) {
        Numbered key = new Numbered(process.getAsLong(), table.pidNamespace(slotOf(member)));
        ofProcess.computeIfAbsent(key, any -> new HashSet<>()).add(member);
      }
    }
    ofProcess.forEach(
        (process, of) -> vitals.look(of, process.pid, table.started(slotOf(of.iterator().next()))));
  }

  /** A process by its number, which means nothing without the kernel's namespace. */
  private record Numbered(long pid, int namespace) {}

  /** How a member is, and since when as far as this session has noticed. */
  public Condition condition(long member) {
    if (!isAlive(member)) {
      return new Condition(PeerState.DEAD, Instant.now());
    }
    Description who = describe(member).orElse(null);
    if (who == null || who.pid() == self) {
      return new Condition(PeerState.ALIVE, who == null ? Instant.now() : who.started());
    }
    Instant stopped = vitals.stoppedSince(member, who.pid(), who.started().toEpochMilli());
    return stopped == null
        ? new Condition(PeerState.ALIVE, who.started())
        : new Condition(PeerState.STOPPED, stopped);
  }

  /** A member for people: its session's name, with the process number unless that ends with it. */
  public String nameOf(long member) {
    return describe(member)
        .map(d -> d.name().endsWith("@" + d.pid()) ? d.name() : d.name() + "@" + d.pid())
        .orElse("member " + Long.toHexString(member));
  }

  /** The file that says who is alive. */
  public Path path() {
    return file.path();
  }

  /** The slot of a member's session. */
  static int slotOf(long member) {
    return (int) member & SessionsLayout.SLOTS - 1;
  }

  /** Leaves the namespace: from now on nobody takes a member of this session for alive. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      members.clear();
      table.replaceSession(slot, first, 0);
      file.close();
    }
  }

  /**
   * Leaves the namespace, and removes its table of sessions if nobody else is there.
   *
   * @return whether nobody was
   */
  public boolean closeAndRemove() {
    awaitLocksOfTheGone();
    return closeAndRemoveNow();
  }

  private synchronized boolean closeAndRemoveNow() {
    boolean last = false;
    if (!closed) {
      members.clear();
      table.replaceSession(slot, first, 0);
      // Own locks are no hindrance; who comes now waits for its first lock until this is closed.
      last =
          file.tryLockAll(LOWEST, HIGHEST) && file.hasItsName() && SharedFile.remove(file.path());
      closed = true;
      file.close();
    }
    return last;
  }

  /**
   * Who a session is.
   *
   * @param pid of its process, in that process's own namespace
   * @param started when the process started
   * @param name of the session
   */
  public record Description(long pid, Instant started, String name) {}

  /**
   * How a member is.
   *
   * @param state alive, stopped or dead
   * @param since when; for one that is alive, since its process began
   */
  public record Condition(PeerState state, Instant since) {}
}
