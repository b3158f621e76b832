package io.ipc4j.msg.uds;

import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Platform;
import io.ipc4j.msg.posix.Posix;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Who was at the other end of a socket when it connected, by the kernel's word.
 *
 * <p>The JDK tells the user's and the group's names, but neither ids nor process, and hides the
 * descriptor with which one could ask. It is found by a question that only the right one answers:
 * the size of the receive buffer, which has no effect on these sockets, is set to a number that
 * nobody can guess, and the one descriptor that shows it is asked again after another number. Where
 * that doesn't succeed (no native access, another system), the process is not known, and the ids
 * are as far as the names tell.
 *
 * @param user the user's name, or its number where it has none
 * @param principal the user as the JDK knows it, or null if even that isn't told
 * @param uid the user's id
 * @param gid the group's id
 * @param pid the process's id, as seen from this process's PID namespace
 */
record Credentials(
    String user,
    @Nullable UserPrincipal principal,
    OptionalLong uid,
    OptionalLong gid,
    OptionalLong pid) {
  private static final Credentials UNKNOWN =
      new Credentials(
          "unknown", null, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int SO_RCVBUF = 8;
  private static final int SO_PEERCRED = 17;
  private static final int SMALLEST = 8 << 10;
  private static final int LARGEST = 64 << 10;

  /** Asks the kernel about a connected socket. */
  static Credentials of(SocketChannel channel, UserPrincipal self) {
    UserPrincipal user;
    try {
      user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    } catch (IOException | UnsupportedOperationException e) {
      return UNKNOWN;
    }
    int[] ids = Platform.whyUnavailable() == null ? ask(channel) : new int[0];
    if (ids.length == 3) {
      return new Credentials(
          user.getName(),
          user,
          OptionalLong.of(Integer.toUnsignedLong(ids[1])),
          OptionalLong.of(Integer.toUnsignedLong(ids[2])),
          ids[0] > 0 ? OptionalLong.of(ids[0]) : OptionalLong.empty());
    }
    return new Credentials(
        user.getName(), user, uid(user, self), OptionalLong.empty(), OptionalLong.empty());
  }

  private static OptionalLong uid(UserPrincipal user, UserPrincipal self) {
    if (user.equals(self)) {
      return OptionalLong.of(UserDirectory.uid());
    }
    return user.getName().equals("root") ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** Process, user and group, or nothing if the descriptor isn't found without doubt. */
  private static int[] ask(SocketChannel channel) {
    try {
      List<Integer> found = withBuffer(mark(channel, 0), descriptors());
      int first = channel.getOption(StandardSocketOptions.SO_RCVBUF);
      found = withBuffer(mark(channel, first), found);
      return found.size() == 1 ? Posix.socketOption(found.getFirst(), SO_PEERCRED, 3) : new int[0];
    } catch (IOException | DirectoryIteratorException e) {
      return new int[0];
    }
  }

  /** Sets a buffer size that nobody can guess; what the kernel then shows. */
  private static int mark(SocketChannel channel, int before) throws IOException {
    int size = before;
    while (size == before) {
      size = ThreadLocalRandom.current().nextInt(SMALLEST, LARGEST);
    }
    channel.setOption(StandardSocketOptions.SO_RCVBUF, size);
    return 2 * size; // the kernel doubles it, and the JDK halves what it reads
  }

  private static List<Integer> descriptors() throws IOException {
    List<Integer> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path file : files) {
        all.add(Integer.parseInt(String.valueOf(file.getFileName())));
      }
    }
    return all;
  }

  private static List<Integer> withBuffer(int size, List<Integer> descriptors) {
    List<Integer> found = new ArrayList<>();
    for (int fd : descriptors) {
      if (buffer(fd) == size) {
        found.add(fd);
      }
    }
    return found;
  }

  private static int buffer(int fd) {
    try {
      return Posix.socketOption(fd, SO_RCVBUF, 1)[0];
    } catch (OsException e) {
      return -1; // no socket, or closed by now
    }
  }

  @Override
  public String toString() {
    String process = pid.isPresent() ? "process " + pid.getAsLong() + " of " : "a process of ";
    String number = uid.isPresent() ? " (uid " + uid.getAsLong() + ")" : "";
    return process + "user " + user + number;
  }
}
