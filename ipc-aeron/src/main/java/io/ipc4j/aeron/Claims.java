package io.ipc4j.aeron;

import io.ipc4j.aeron.posix.LockFile;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who holds the ends of which a channel has one only: the receiver of a queue, the responder. Safe
 * for any thread.
 *
 * <p>A claim is a lock of one byte of a common file, which the holder's death drops; beside it
 * stands, in a file of its own, who the holder is.
 */
final class Claims {
  private static final String LOCK = ".lock";

  private final Path directory;

  Claims(Path directory) {
    this.directory = directory;
    UserDirectory.create(directory);
  }

  /**
   * Claims an end.
   *
   * @return gives the claim back
   * @throws IpcUsageException if somebody else has it
   */
  AutoCloseable claim(ChannelSpec channel, Role role, String session) {
    boolean responder = role == Role.RESPONDER;
    boolean receiver =
        role == Role.READER
            && channel.pattern() == Pattern.QUEUE
            && channel.receivers() == Receivers.SINGLE;
    if (!responder && !receiver) {
      return () -> {};
    }
    String name = channel.name() + (responder ? ".reply" : ".in");
    Path holder = directory.resolve(name);
    LockFile file = LockFile.open(directory.resolve(LOCK));
    try {
      if (!file.tryLock(position(name))) {
        throw exists(channel, responder, holder);
      }
      String text = session + " (process " + ProcessHandle.current().pid() + ")";
      Files.write(holder, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      file.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    return () -> {
      Files.deleteIfExists(holder);
      file.close();
    };
  }

  /** The byte of an end: of 2^60, so that two ends don't share one. */
  private static long position(String name) {
    long hash = 0xcbf29ce484222325L; // FNV-1a
    for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
    }
    return hash >>> 4;
  }

  private static IpcUsageException exists(ChannelSpec channel, boolean responder, Path holder) {
    String who;
    try {
      who = Files.readString(holder);
    } catch (IOException e) {
      who = "a process of this user"; // it has just come, or just left
    }
    return new IpcUsageException(
        ErrorIds.RECEIVER_EXISTS,
        ErrorText.of("channel", channel.name())
            .problem("has a %s already: %s".formatted(responder ? "responder" : "receiver", who))
            .remedy("Close that one first")
            .text());
  }
}
