package io.ipc4j.shm.file;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.posix.Errno;
import io.ipc4j.shm.posix.Mapping;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.OsException;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.posix.Posix.FileStat;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that processes share, mapped whole, with its descriptor.
 *
 * <p><b>State.</b> Its header is complete before the file has its name, and never changes. <b>
 * Ordering.</b> The name is given by {@code link}, which orders everything before it. <b>
 * Ownership.</b> Who creates or attaches it closes it; the name stays until somebody removes it.
 * <b> If the process dies here</b> before the name is given, a file with the prefix {@link
 * #UNFINISHED} is left, which {@link #sweepUnfinished} removes: its creator's lock is gone.
 */
public final class SharedFile implements AutoCloseable {
  /** How the names of files begin that aren't finished. */
  static final String UNFINISHED = ".new-";

  /** The byte that its creator locks while it is unfinished. */
  static final long UNFINISHED_LOCK = Long.MAX_VALUE - 1;

  private static final int ATTEMPTS = 10;
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final int PRIVATE = 0600;
  private static final int OTHERS = 0077;

  private final Path path;
  private final FileSpec spec;
  private final int fd;
  private final Mapping mapping;
  private boolean closed;

  private SharedFile(Path path, FileSpec spec, int fd, Mapping mapping) {
    this.path = path;
    this.spec = spec;
    this.fd = fd;
    this.mapping = mapping;
  }

  /**
   * Creates a file at one instant: it appears under its name with a complete header and zeros
   * behind it, or not at all. All its pages are reserved.
   *
   * @param path its name, in a directory that is the user's own
   * @param spec its header
   * @return the file, or empty if the name is taken or the directory doesn't exist
   * @throws io.ipc4j.error.IpcResourceException if there is no space, or the system fails otherwise
   */
  public static Optional<SharedFile> create(Path path, FileSpec spec) {
    for (int attempt = 1; ; attempt++) {
      try {
        return create(path, unfinishedName(path), spec);
      } catch (OsException e) {
        if (e.errno() != Errno.ENOENT || attempt == ATTEMPTS) {
          throw SystemErrors.of(e, path);
        }
        if (Posix.stat(path.resolveSibling("")).isEmpty()) {
          return Optional.empty();
        }
        // A sweeper came between creation and lock, and took the file for one of the dead.
      }
    }
  }

  private static Path unfinishedName(Path path) {
    String who = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    return path.resolveSibling(UNFINISHED + who + '-' + COUNTER.incrementAndGet());
  }

  private static Optional<SharedFile> create(Path path, Path unfinished, FileSpec spec) {
    int fd = Posix.createFile(unfinished);
    Mapping mapping = null;
    boolean done = false;
    try {
      OfdLock.tryLock(fd, UNFINISHED_LOCK, OfdLock.Kind.EXCLUSIVE);
      Posix.reserve(fd, spec.size(), path.toString());
      mapping = Mapping.of(fd, spec.size(), Access.READ_WRITE, path.toString());
      FileLayout.write(mapping.memory(), spec, System.currentTimeMillis());
      done = Posix.link(unfinished, path);
      OfdLock.unlock(fd, UNFINISHED_LOCK);
      return done ? Optional.of(new SharedFile(path, spec, fd, mapping)) : Optional.empty();
    } finally {
      Posix.unlink(unfinished);
      if (!done) {
        if (mapping != null) {
          mapping.close();
        }
        Posix.close(fd);
      }
    }
  }

  /**
   * Opens and maps a file that exists, after checking everything about it.
   *
   * @param path its name
   * @param kind what it must hold
   * @param access whether stores are possible
   * @return the file, or empty if there is none
   * @throws IpcCorruptException if it isn't a file of this kind
   * @throws io.ipc4j.error.IpcResourceException if the system fails
   */
  public static Optional<SharedFile> attach(Path path, FileKind kind, Access access) {
    int fd;
    try {
      fd = Posix.openFile(path, access);
    } catch (OsException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw SystemErrors.of(e, path);
    }
    boolean done = false;
    try {
      SharedFile file = attach(path, kind, access, fd);
      done = true;
      return Optional.of(file);
    } catch (OsException e) {
      throw SystemErrors.of(e, path);
    } finally {
      if (!done) {
        Posix.close(fd);
      }
    }
  }

  private static SharedFile attach(Path path, FileKind kind, Access access, int fd) {
    FileStat stat = Posix.stat(fd, path.toString());
    checkFile(path, stat);
    FileSpec spec;
    try (Mapping header =
        Mapping.of(fd, FileLayout.HEADER_BYTES, Access.READ_ONLY, path.toString())) {
      spec = FileLayout.read(header.memory(), kind, stat.size(), path);
    }
    Mapping mapping = Mapping.of(fd, stat.size(), access, path.toString());
    SharedFile file = new SharedFile(path, spec, fd, mapping);
    try {
      file.requireWhole(); // it could have been cut between the look and the mapping
    } catch (IpcCorruptException e) {
      mapping.close();
      throw e;
    }
    return file;
  }

  private static void checkFile(Path path, FileStat stat) {
    String problem = null;
    if (!stat.isFile()) {
      problem = "not an ordinary file";
    } else if (stat.user() != Posix.effectiveUser()) {
      problem = "belongs to user " + stat.user();
    } else if ((stat.permissions() & OTHERS) != 0) {
      problem =
          String.format(
              Locale.ROOT, "can be used by others: mode %o, not %o", stat.permissions(), PRIVATE);
    } else if (stat.size() < FileLayout.HEADER_BYTES) {
      problem = "too short: " + stat.size() + " bytes";
    }
    if (problem != null) {
      throw corrupt(path, problem);
    }
  }

  /** The error to throw if the file's content is impossible. */
  public static IpcCorruptException corrupt(Path path, String problem) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT, ErrorText.of("file", path).problem(problem).text());
  }

  /**
   * Checks the size that the file's kind and numbers demand, and closes it if it has another one.
   *
   * @return this
   */
  public SharedFile requireSize(long size) {
    if (spec.size() != size) {
      close();
      throw corrupt(path, "size: expected " + size + ", found " + spec.size());
    }
    return this;
  }

  /**
   * Checks one of the header's numbers, and closes the file if it is another one.
   *
   * @param index of the number
   * @param field what the layout calls it
   * @param expected what this version of the layout demands
   * @return this
   */
  public SharedFile requireNumber(int index, String field, long expected) {
    long found = spec.number(index);
    if (found != expected) {
      close();
      throw corrupt(path, field + ": expected " + expected + ", found " + found);
    }
    return this;
  }

  /**
   * Checks that nobody has cut the file: what touches a page that is gone can end the virtual
   * machine. A look and no protection: the file can be cut right afterwards.
   *
   * @throws IpcCorruptException if it is shorter than its header says
   * @throws IllegalStateException if it is closed
   */
  public synchronized void requireWhole() {
    if (closed) {
      throw new IllegalStateException("closed: " + path);
    }
    long size;
    try {
      size = Posix.stat(fd, path.toString()).size();
    } catch (OsException e) {
      throw SystemErrors.of(e, path);
    }
    if (size < spec.size()) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("file", path)
              .problem("it was cut to " + size + " of " + spec.size() + " bytes while it was used")
              .remedy("End what uses it, remove it, and find out who writes to that directory")
              .text());
    }
  }

  /** Removes what creators that died left at a path whose name begins with {@link #UNFINISHED}. */
  public static void sweepUnfinished(Path path) {
    try {
      int fd = Posix.openFile(path, Access.READ_WRITE);
      try {
        if (OfdLock.tryLock(fd, UNFINISHED_LOCK, OfdLock.Kind.EXCLUSIVE)) {
          Posix.unlink(path);
        }
      } finally {
        Posix.close(fd);
      }
    } catch (OsException e) {
      if (e.errno() != Errno.ENOENT) {
        throw SystemErrors.of(e, path);
      }
    }
  }

  /** Removes what creators that died left unfinished in a directory. */
  public static void sweepUnfinishedIn(Path directory) {
    for (Path path : Directories.list(directory)) {
      if (isUnfinished(path)) {
        sweepUnfinished(path);
      }
    }
  }

  /** Whether a file's name says that it isn't finished. */
  public static boolean isUnfinished(Path path) {
    return String.valueOf(path.getFileName()).startsWith(UNFINISHED);
  }

  /**
   * Removes a file's name; who has it mapped keeps it.
   *
   * @return whether there was such a name
   */
  public static boolean remove(Path path) {
    try {
      return Posix.unlink(path);
    } catch (OsException e) {
      throw SystemErrors.of(e, path);
    }
  }

  /**
   * Writes its bytes, its size and its name to the disk; waits for the disk. It stays open as long.
   */
  public synchronized void force() {
    if (closed) {
      throw new IllegalStateException("closed: " + path);
    }
    try {
      mapping.sync(path.toString());
      Posix.sync(fd, path.toString());
      int directory = Posix.openFile(path.resolveSibling(""), Access.READ_ONLY);
      try {
        Posix.sync(directory, path.toString());
      } finally {
        Posix.close(directory);
      }
    } catch (OsException e) {
      throw SystemErrors.of(e, path);
    }
  }

  /** Its name when it was created or attached. */
  public Path path() {
    return path;
  }

  /** What its header says. */
  public FileSpec spec() {
    return spec;
  }

  /** The number of its descriptor, for those who look at what the kernel says of it. */
  public int descriptor() {
    return fd;
  }

  /** All its bytes. */
  public MemorySegment memory() {
    return mapping.memory();
  }

  /** Whether its name still means this file, and not another one or none. */
  public synchronized boolean hasItsName() {
    try {
      return !closed
          && Posix.stat(path).map(FileStat::inode).equals(Optional.of(Posix.stat(fd, "").inode()));
    } catch (OsException e) {
      throw SystemErrors.of(e, path);
    }
  }

  /** Locks a byte of it for this description of the file; what it held there is replaced. */
  public synchronized boolean tryLock(long offset, OfdLock.Kind kind) {
    return !closed && OfdLock.tryLock(fd, offset, kind);
  }

  /** Locks a range of its bytes, unless another description has locked one of them. */
  public synchronized boolean tryLockAll(long from, long to) {
    return !closed && OfdLock.tryLockAll(fd, from, to);
  }

  /** Gives the lock of a byte back. */
  public synchronized void unlock(long offset) {
    if (!closed) {
      OfdLock.unlock(fd, offset);
    }
  }

  /** Whether another description of the file, in this process or elsewhere, locks a byte. */
  public synchronized boolean lockedElsewhere(long offset) {
    if (closed) {
      throw new IllegalStateException("closed: " + path);
    }
    return OfdLock.heldElsewhere(fd, offset);
  }

  /** Which bytes of a range other descriptions lock, each by a lock of that one byte. */
  public synchronized List<Long> allLockedElsewhere(long from, long to) {
    List<Long> found = new ArrayList<>();
    addLockedElsewhere(from, closed ? from - 1 : to, found);
    return found;
  }

  /** The kernel tells any one lock of a range: what is left of it and right of it comes next. */
  private void addLockedElsewhere(long from, long to, List<Long> found) {
    long locked = from > to ? -1 : OfdLock.anyHeldElsewhere(fd, from, to);
    if (locked >= from) {
      found.add(locked);
      addLockedElsewhere(from, locked - 1, found);
      addLockedElsewhere(locked + 1, to, found);
    }
  }

  /**
   * Unmaps, so that nobody can store any more, then gives its locks back and closes the descriptor;
   * closing again does nothing.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        mapping.close();
        // A process that is just being started has this description too, for a moment.
        OfdLock.unlockAll(fd);
      } finally {
        Posix.close(fd);
      }
    }
  }
}
