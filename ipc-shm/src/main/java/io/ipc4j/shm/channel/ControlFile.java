package io.ipc4j.shm.channel;

import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.shm.session.Session;
import io.ipc4j.spi.Agreement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A channel's control file: how it comes to be, who has the channel open, and how it ends.
 *
 * <p>A directory with a control file in it appears under the channel's name at one instant. Its
 * control file has a random name, which nobody uses again, so that whoever removes it late, having
 * been stopped meanwhile, removes no other. Thread safe; no method blocks.
 *
 * <p><b>State.</b> Who has the channel open holds a shared lock on byte 0, and was counted by
 * {@code [ENTER]} after it took that lock. Who finds nobody else's lock, and nothing unread, ends
 * the file by {@code [END]}, which fails if somebody entered since; from then on nobody enters, and
 * everybody may remove it. <b>Ordering.</b> The count is read before the locks are asked for.
 * <b>Ownership.</b> Who finds it closes it. <b>If the process dies here</b>, before the directory
 * has its name, {@link #sweepUnfinished} removes it; after the end the next one who opens the
 * channel does.
 */
final class ControlFile implements AutoCloseable {
  private static final long PRESENCE = 0;
  private static final String PREFIX = "control-";
  private static final String MAKING = ".making-";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SharedFile file;
  private final ControlLayout layout;

  private ControlFile(SharedFile file) {
    this.file = file;
    this.layout = new ControlLayout(file.memory());
  }

  /**
   * Attaches to the control file in a channel's directory.
   *
   * @return the file, or empty if there is none
   * @throws io.ipc4j.error.IpcCorruptException if it isn't a possible one
   */
  static Optional<ControlFile> find(Path channel) {
    return pathIn(channel)
        .flatMap(path -> SharedFile.attach(path, FileKind.CHANNEL, Access.READ_WRITE))
        .map(file ->
            file.requireNumber(3, "slots", ControlLayout.SLOTS)
                .requireNumber(4, "bytes of a slot", ControlLayout.SLOT_BYTES)
                .requireSize(ControlLayout.FILE_SIZE))
        .map(ControlFile::new);
  }

  /** Where the control file of a channel's directory is, if there is one. */
  static Optional<Path> pathIn(Path channel) {
    return Directories.list(channel).stream()
        .filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX))
        .findFirst();
  }

  /**
   * Makes a directory with a control file for a channel that has none; does nothing if somebody was
   * quicker, or something lies in the channel's directory that can't be swept.
   */
  static void make(Namespace namespace, Path channel, Agreement agreement) {
    Session session = namespace.session();
    Directories.list(channel).forEach(path -> Sweeper.remove(session, path));
    sweepUnfinished(session, channel.resolveSibling(""));
    long maker = session.join();
    try {
      Path making = Directories.require(channel.resolveSibling(MAKING + Long.toHexString(maker)));
      Path path = making.resolve(PREFIX + Long.toHexString(RANDOM.nextLong()));
      SharedFile.create(path, spec(agreement)).ifPresent(SharedFile::close);
      if (!Directories.replaceEmpty(making, channel)) {
        remove(making);
      }
    } finally {
      session.leave(maker);
    }
  }

  /** Removes the directories that makers left unfinished who are dead. */
  static void sweepUnfinished(Session session, Path channels) {
    for (Path path : Directories.list(channels)) {
      if (isUnfinished(path) && !session.isAlive(makerOf(String.valueOf(path.getFileName())))) {
        remove(path);
      }
    }
  }

  /** Whether a directory among channels' hasn't got its name yet. */
  static boolean isUnfinished(Path channel) {
    return String.valueOf(channel.getFileName()).startsWith(MAKING);
  }

  private static long makerOf(String name) {
    try {
      return Long.parseUnsignedLong(name.substring(MAKING.length()), 16);
    } catch (NumberFormatException e) {
      return 0; // nobody's
    }
  }

  private static void remove(Path making) {
    Directories.list(making).forEach(SharedFile::remove);
    Directories.removeIfEmpty(making);
  }

  private static FileSpec spec(Agreement agreement) {
    MemorySegment bytes = MemorySegment.ofArray(new long[Agreement.BYTES / Long.BYTES]);
    agreement.encode(bytes, 0);
    List<Long> numbers = new ArrayList<>();
    bytes
        .elements(ValueLayout.JAVA_LONG)
        .forEach(word -> numbers.add(word.get(ValueLayout.JAVA_LONG, 0)));
    numbers.add((long) ControlLayout.SLOTS);
    numbers.add(ControlLayout.SLOT_BYTES);
    return new FileSpec(FileKind.CHANNEL, ControlLayout.FILE_SIZE, 0, numbers, "");
  }

  /** What those who have the channel open agreed on. */
  Agreement agreement() {
    long[] words = new long[Agreement.BYTES / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = file.spec().number(i);
    }
    return Agreement.decode(MemorySegment.ofArray(words), 0, "file=" + file.path());
  }

  ControlLayout layout() {
    return layout;
  }

  Path path() {
    return file.path();
  }

  private Path directory() {
    return file.path().resolveSibling("");
  }

  /**
   * Becomes one of those who have the channel open, until {@link #leave} or {@link #close}.
   *
   * @return false if it has ended; it is removed then
   */
  boolean enter() {
    boolean entered = file.tryLock(PRESENCE, OfdLock.Kind.SHARED) && layout.enter(); // [ENTER]
    if (!entered) {
      remove();
    }
    return entered;
  }

  /** Is no longer one of those who have the channel open. */
  void leave() {
    file.unlock(PRESENCE);
  }

  /**
   * Ends the channel and removes it, unless somebody else has it open or something is unread.
   *
   * @return whether it has ended
   */
  boolean endIfUnused(Session session) {
    long entered = layout.entered();
    if (entered != ControlLayout.ENDED) {
      if (file.lockedElsewhere(PRESENCE) || !sweep(session) || !layout.end(entered)) { // [END]
        return false;
      }
    }
    remove();
    return true;
  }

  /** Removes what nobody needs; whether that is all. */
  private boolean sweep(Session session) {
    boolean all = true;
    for (Path path : Directories.list(directory())) {
      all &= Sweeper.remove(session, path);
    }
    return all;
  }

  private void remove() {
    SharedFile.remove(file.path());
    Directories.removeIfEmpty(directory());
  }

  /** Unmaps it, and leaves. */
  @Override
  public void close() {
    file.close();
  }
}
