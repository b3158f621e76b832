package io.ipc4j.msg.meeting;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files by which the ends of a channel find each other, all in one directory of the channel:
 *
 * <pre>
 *  in        the receiver of a queue          out-XXXXXXXX  a sender that listens
 *  take-XXXXXXXX  a competing receiver        give-XXXXXXXX  a sender to such
 *  sub-XXXXXXXX  a subscriber that listens    pub-XXXXXXXX  a publisher
 *  reply     the responder                    ask-XXXXXXXX  a requester that listens
 *  in.id, reply.id   who the receiver or responder is: its {@link Hello}
 * </pre>
 *
 * <p>Files are bound and removed under the namespace's {@link ClaimLock}, except that a listener
 * removes its own when it closes. Safe for any thread.
 */
final class ChannelPaths {
  private static final String ID = ".id";

  private final Place place;
  private final String channel;
  private final Path directory;
  private final ClaimLock lock;

  ChannelPaths(Place place, String channel, Path directory, ClaimLock lock) {
    this.place = place;
    this.channel = channel;
    this.directory = directory;
    this.lock = lock;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  Path directory() {
    return directory;
  }

  /** Where an end listens, and its file. */
  record Listening(Place.Door door, Path path) {}

  /**
   * Begins to listen.
   *
   * @throws IpcUsageException if there is one already, where there can be one only
   * @throws IpcConfigException if somebody listens for another pattern
   */
  Listening listen(String kind, Hello ours) {
    String name = Shape.isSingle(kind) ? kind : kind + random();
    Path path = path(name);
    place.check(path);
    return lock.alone(() -> {
      UserDirectory.create(directory);
      clear(kind);
      if (Shape.isSingle(kind)) {
        writeId(name, ours);
      }
      return new Listening(place.open(path), path);
    });
  }

  private static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  /** Removes what is stale, and refuses what is in the way. */
  private void clear(String kind) throws IOException {
    place.sweep();
    for (String name : names()) {
      if (place.probe(path(name)) == Place.Life.DEAD) {
        Files.deleteIfExists(path(name));
      } else if (Shape.isSingle(kind) && name.equals(kind)) {
        throw exists(kind);
      } else if (Shape.ofName(kind) != Shape.ofName(name)) {
        throw otherPattern(name);
      }
    }
  }

  private IpcUsageException exists(String kind) {
    boolean responder = kind.equals(Shape.REQUEST_REPLY.kind(Role.RESPONDER));
    return new IpcUsageException(
        ErrorIds.RECEIVER_EXISTS,
        ErrorText.of("channel", channel)
            .problem(
                "has a %s already: %s"
                    .formatted(responder ? "responder" : "receiver", holder(kind)))
            .labelled(place.label(), path(kind).toString())
            .text());
  }

  private String holder(String kind) {
    try {
      byte[] bytes = Files.readAllBytes(path(kind + ID));
      MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, bytes.length), 8);
      MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
      Hello hello = Hello.decode(copy.asSlice(0, bytes.length), path(kind + ID).toString());
      return hello.session() + " (process " + hello.pid() + ")";
    } catch (IOException | IpcCorruptException e) {
      return "a process of this user"; // the file was damaged or removed by hand
    }
  }

  private void writeId(String name, Hello ours) throws IOException {
    Files.write(path(name + ID), ours.encode().toArray(ValueLayout.JAVA_BYTE));
  }

  private IpcConfigException otherPattern(String name) {
    return new IpcConfigException(
        ErrorIds.AGREEMENT_MISMATCH,
        ErrorText.of("channel", channel)
            .problem(
                "somebody listens there already for another pattern: %s at %s"
                    .formatted(Shape.ofName(name).text(), path(name)))
            .remedy("Use one pattern on both ends, or another name")
            .text());
  }

  /** The names under which somebody listens, or has listened. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (!Files.exists(directory)) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (Shape.isName(name)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return names; // removed in the meantime
    }
    return names;
  }

  /** Removes a file if nobody listens there; somebody else may have replaced it. */
  void removeStale(String name) {
    lock.alone(
        () -> place.probe(path(name)) == Place.Life.DEAD && Files.deleteIfExists(path(name)));
  }

  /** Ends listening, and removes what nobody needs any more. */
  void close(Listening listening) {
    try {
      Files.deleteIfExists(listening.path());
      listening.door().close();
      lock.alone(this::removeDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean removeDirectory() throws IOException {
    for (Shape shape : Shape.values()) {
      String single = shape.kind(Role.READER);
      if (Shape.isSingle(single) && !Files.exists(path(single))) {
        Files.deleteIfExists(path(single + ID));
      }
    }
    try {
      return Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }
}
