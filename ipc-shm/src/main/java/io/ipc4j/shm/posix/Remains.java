package io.ipc4j.shm.posix;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What is left of a process that is dying: no memory, though its locks still stand.
 *
 * <p>A process that is killed first gives up its memory, which takes tens of milliseconds if that
 * is large, and then its descriptors with the locks. The kernel shows by {@code
 * /proc/PID/task/TID/exe} whether a thread has memory: the link of one that has given it up is
 * there and leads nowhere. Such a thread never executes an instruction of its program again, so
 * what it has stored is all that it ever stores; and the kernel's lock under which the link is read
 * orders those stores before the look. A stopped thread has its memory, as has one that sleeps in
 * the kernel, is traced, or writes a core dump.
 *
 * <p>Whatever can't be seen, for want of rights or of {@code /proc}, is taken for alive. Nothing
 * here asks for a process's memory itself, which would make the asking thread the one that has to
 * free it. Stateless; doesn't wait.
 */
public final class Remains {
  private static final Path PROC = Path.of("/proc");

  /** A lock takes about 80 bytes. */
  private static final int LONGEST = 1 << 16;

  /** Of the fields behind the name, which is the second one and may hold spaces. */
  private static final int THREADS = 20 - 3;

  private static final int LOCK_FIELDS = 9;

  /** A lock of a file's bytes; the last one may be {@code EOF}. */
  private record Lock(String file, String first, String last) {
    boolean isOfOneByte() {
      return first.equals(last);
    }
  }

  private Remains() {}

  /**
   * How the kernel calls a file of which this process has locked a byte.
   *
   * @param descriptor of the file
   * @return device and inode, or an empty text if that can't be known
   */
  public static String nameOf(int descriptor) {
    List<Lock> locks = locks(PROC.resolve("self"), descriptor);
    return locks.isEmpty() ? "" : locks.getFirst().file;
  }

  /**
   * The bytes that a process without memory still has locked, each by a lock of that one byte of an
   * open file description.
   *
   * <p>Nothing that is handed in here is trusted: that it is this process that holds the locks is
   * what the kernel says last of all, and so its number meant the same process during all looks,
   * unless a lock was taken only meanwhile.
   *
   * @param process its number here, as it says
   * @param descriptor of the file there, as it says
   * @param file what {@link #nameOf} calls it
   * @return empty if any of its threads has memory or that isn't known; no bytes if it has ended
   */
  public static Optional<Set<Long>> lockedBy(long process, int descriptor, String file) {
    Path directory = PROC.resolve(Long.toString(process));
    if (process <= 0 || descriptor < 0 || file.isEmpty() || hasMemory(directory)) {
      return Optional.empty(); // mostly the first thread tells already
    }
    Path tasks = directory.resolve("task");
    Set<String> threads = list(tasks);
    for (String id : threads) {
      if (hasMemory(tasks.resolve(id))) {
        return Optional.empty();
      }
    }
    // A list may miss one while others come and go. But as all of these are still there after they
    // were counted, and are as many as the process had, they were all that it had; and only a
    // thread that has memory could make another one.
    if (count(directory) != threads.size() || !list(tasks).equals(threads)) {
      return Optional.empty();
    }
    Set<Long> bytes = new HashSet<>();
    for (String id : threads) { // only the last one still has descriptors
      for (Lock lock : locks(tasks.resolve(id), descriptor)) {
        if (lock.file.equals(file) && lock.isOfOneByte()) {
          bytes.add(Long.parseLong(lock.first));
        }
      }
    }
    return Optional.of(bytes);
  }

  /** Whether a thread has memory, or is not to be seen; one that isn't there any more has none. */
  private static boolean hasMemory(Path thread) {
    try {
      return !Files.readSymbolicLink(thread.resolve("exe")).toString().isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Set<String> list(Path directory) {
    String[] names = new File(directory.toString()).list();
    return names == null ? Set.of() : Set.of(names);
  }

  /** How many threads a process has whose first one has no memory: this look takes hold of none. */
  private static int count(Path directory) {
    String line = read(directory.resolve("stat"));
    StringTokenizer fields = new StringTokenizer(line.substring(line.lastIndexOf(')') + 1));
    if (fields.countTokens() <= THREADS) {
      return 0;
    }
    skip(fields, THREADS);
    return Integer.parseInt(fields.nextToken());
  }

  /** Reads lines as {@code lock: 1: OFDLCK ADVISORY WRITE -1 00:1a:886212 FIRST LAST}. */
  private static List<Lock> locks(Path thread, int descriptor) {
    List<Lock> found = new ArrayList<>();
    Path info = thread.resolve("fdinfo").resolve(Integer.toString(descriptor));
    StringTokenizer lines = new StringTokenizer(read(info), "\n");
    while (lines.hasMoreTokens()) {
      StringTokenizer fields = new StringTokenizer(lines.nextToken());
      if (fields.countTokens() == LOCK_FIELDS && fields.nextToken().equals("lock:")) {
        skip(fields, 1);
        boolean ofDescription = fields.nextToken().equals("OFDLCK");
        skip(fields, 3);
        Lock lock = new Lock(fields.nextToken(), fields.nextToken(), fields.nextToken());
        if (ofDescription) {
          found.add(lock);
        }
      }
    }
    return found;
  }

  private static void skip(StringTokenizer fields, int count) {
    for (int i = 0; i < count; i++) {
      String ignored = fields.nextToken();
    }
  }

  /** The beginning of a file of the kernel's, nothing if it can't be read. */
  private static String read(Path path) {
    // A plain stream: what runs now and then isn't compiled, and the way by a channel is long.
    try (FileInputStream file = new FileInputStream(path.toString())) {
      String text = new String(file.readNBytes(LONGEST), StandardCharsets.US_ASCII);
      return text.substring(0, text.lastIndexOf('\n') + 1);
    } catch (IOException e) {
      return "";
    }
  }
}
