package io.ipc4j.msg.fifo;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.meeting.ClaimLock;
import io.ipc4j.msg.meeting.Place;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Errno;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Posix;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Named pipes as a place to meet. Who dials makes a private pair of pipes in the directory of links
 * and knocks, by one short write into the pipe of the one who listens; who listens opens the pair,
 * and removes its names.
 *
 * <pre>
 *  .links/ID.a   from the dialing end to the listening one
 *  .links/ID.b   back; exists only while ID.a does
 * </pre>
 *
 * <p>Safe for any thread. <i>If the process dies here:</i> the kernel closes its pipes, which ends
 * those of others. The names of a pair remain that nobody has opened; no one has {@code ID.a} open
 * for reading then, which the next who listens sees, and removes them.
 */
public final class FifoPlace implements Place {
  private static final Logger LOG = System.getLogger(FifoPlace.class.getName());
  private static final String LINKS = ".links";
  private static final String OUT = ".a";
  private static final String BACK = ".b";
  private static final int FILE_TYPE = 0170000;
  private static final int FIFO = 0010000;

  private final Path links;
  private final ClaimLock lock;
  private final Streams streams;
  private final int buffer;

  /** What is made of a pair of pipes. Any thread. */
  public interface Streams {
    /**
     * Makes the stream of the end that dials, before it knocks.
     *
     * @param pair the pipes, owned by the result
     * @param id of the pair, 16 hexadecimal digits
     */
    ByteStream dialed(FifoStream pair, String id) throws IOException;

    /** Makes the stream of the end that listens; the names of the pair still exist. */
    ByteStream accepted(FifoStream pair, String id) throws IOException;

    /** Removes what the end that dialed has left behind with that id. */
    void abandoned(String id);
  }

  /**
   * Makes the place.
   *
   * @param directory of the transport
   * @param lock of that directory
   * @param streams what is made of a pair of pipes
   * @param buffer how many bytes the kernel is asked to hold for each pipe; 0 for its default
   */
  public FifoPlace(Path directory, ClaimLock lock, Streams streams, int buffer) {
    this.links = directory.resolve(LINKS);
    this.lock = lock;
    this.streams = streams;
    this.buffer = buffer;
    UserDirectory.create(links);
  }

  @Override
  public String label() {
    return "Pipe";
  }

  @Override
  public void check(Path path) {
    try {
      int type = attribute(path, "unix:mode") & FILE_TYPE;
      if (type != FIFO) {
        throw new IpcResourceException(
            ErrorIds.PATH_OCCUPIED,
            ErrorText.of("pipe", path)
                .problem("there is something else than a named pipe at this path")
                .remedy("Remove it, or choose another name or ipc.directory")
                .text());
      }
    } catch (NoSuchFileException e) {
      // free
    } catch (IOException e) {
      throw refused(path, "cannot be looked at: " + e.getMessage(), e);
    }
  }

  private static IpcResourceException refused(Path path, String problem, IOException cause) {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("pipe", path)
            .problem(problem)
            .remedy("Choose a directory that this process may write to, by ipc.directory")
            .text(),
        cause);
  }

  private static int attribute(Path path, String name) throws IOException {
    return Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS) instanceof Integer i ? i : 0;
  }

  private static OptionalLong owner(Path path) throws IOException {
    return OptionalLong.of(attribute(path, "unix:uid"));
  }

  @Override
  public Life probe(Path path) throws IOException {
    check(path);
    try {
      Posix.open(path, Posix.O_WRONLY | Posix.O_NONBLOCK).close();
      return Life.LIVING;
    } catch (OsException e) {
      return switch (e.errno()) {
        case Errno.ENXIO -> Life.DEAD;
        case Errno.ENOENT -> Life.ABSENT;
        default -> throw e;
      };
    }
  }

  // --- listening ---

  @Override
  public Door open(Path path) {
    try {
      Posix.makeFifo(path);
      // for writing, too: it must not end when a newcomer has closed it
      return new Listening(Posix.open(path, Posix.O_RDWR | Posix.O_NONBLOCK));
    } catch (OsException e) {
      throw refused(path, "cannot be made: " + e.getMessage(), e);
    }
  }

  private final class Listening implements Door {
    private final Descriptor door;
    private final Knocks knocks;

    Listening(Descriptor door) {
      this.door = door;
      this.knocks = new Knocks(door);
    }

    @Override
    public @Nullable ByteStream accept() throws IOException {
      for (String id = knocks.next(); id != null; id = knocks.next()) {
        try {
          return acceptPair(id);
        } catch (IOException e) {
          LOG.log(Level.DEBUG, "a newcomer is gone: {0}", e.getMessage());
        }
      }
      return null;
    }

    @Override
    public Source source() {
      return new Source.OfDescriptors(List.of(door), List.of());
    }

    @Override
    public void close() {
      door.close();
    }
  }

  private ByteStream acceptPair(String id) throws IOException {
    Path out = links.resolve(id + OUT);
    Path back = links.resolve(id + BACK);
    Descriptor input = Posix.open(out, Posix.O_RDONLY | Posix.O_NONBLOCK);
    Descriptor output = null;
    try {
      output = Posix.open(back, Posix.O_WRONLY | Posix.O_NONBLOCK);
      requirePipes(input, output);
      enlarge(output);
      return streams.accepted(FifoStream.accepted(input, output, owner(out)), id);
    } catch (IOException | RuntimeException e) {
      input.close();
      if (output != null) {
        output.close();
      }
      throw e;
    } finally {
      remove(out, back);
    }
  }

  private static void requirePipes(Descriptor... descriptors) throws OsException {
    for (Descriptor each : descriptors) {
      Posix.control(each, Posix.F_GETPIPE_SZ, 0);
    }
  }

  /** What the system refuses, because this user has many pipes, stays at its default. */
  private void enlarge(Descriptor pipe) {
    try {
      if (buffer > 0) {
        Posix.control(pipe, Posix.F_SETPIPE_SZ, buffer);
      }
    } catch (OsException e) {
      LOG.log(Level.DEBUG, "a pipe stays small: {0}", e.getMessage());
    }
  }

  // --- dialing ---

  @Override
  public ByteStream dial(Path path) throws IOException {
    check(path);
    Descriptor knock;
    try {
      knock = Posix.open(path, Posix.O_WRONLY | Posix.O_NONBLOCK);
    } catch (OsException e) {
      throw e.errno() == Errno.ENXIO ? new ConnectException("nobody listens") : e;
    }
    ByteStream stream;
    String id = Knocks.newId();
    try {
      requirePipes(knock);
      OptionalLong uid = owner(path);
      stream = streams.dialed(lock.alone(() -> pair(id, knock, uid)), id);
    } catch (IOException | RuntimeException e) {
      knock.close();
      throw e;
    }
    try {
      Knocks.knock(knock, id);
      return stream;
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  /** Makes a pair. Under the lock: nobody finds it before somebody has it open. */
  private FifoStream pair(String id, Descriptor knock, OptionalLong uid) throws IOException {
    Path out = links.resolve(id + OUT);
    Path back = links.resolve(id + BACK);
    Descriptor keeper = null;
    Descriptor output = null;
    try {
      Posix.makeFifo(out);
      Posix.makeFifo(back);
      keeper = Posix.open(out, Posix.O_RDONLY | Posix.O_NONBLOCK);
      output = Posix.open(out, Posix.O_WRONLY | Posix.O_NONBLOCK);
      enlarge(output);
      Descriptor input = Posix.open(back, Posix.O_RDONLY | Posix.O_NONBLOCK);
      return FifoStream.dialed(input, output, keeper, knock, uid, () -> removeQuietly(out, back));
    } catch (IOException e) {
      if (keeper != null) {
        keeper.close();
      }
      if (output != null) {
        output.close();
      }
      removeQuietly(out, back);
      throw e;
    }
  }

  private static void remove(Path out, Path back) throws IOException {
    Files.deleteIfExists(back);
    Files.deleteIfExists(out);
  }

  private static void removeQuietly(Path out, Path back) {
    try {
      remove(out, back);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "left to the next who listens: {0}", e.getMessage());
    }
  }

  // --- the dead ---

  @Override
  public void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(links, "*" + OUT)) {
      for (Path out : files) {
        if (probe(out) == Life.DEAD) {
          String name = String.valueOf(out.getFileName());
          String id = name.substring(0, name.length() - OUT.length());
          streams.abandoned(id);
          remove(out, links.resolve(id + BACK));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
