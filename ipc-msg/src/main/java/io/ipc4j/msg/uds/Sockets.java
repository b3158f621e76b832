package io.ipc4j.msg.uds;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalLong;
import jdk.net.ExtendedSocketOptions;

/** What is done with Unix domain sockets here; none of it blocks. Safe for any thread. */
final class Sockets {
  /** The longest path that the JDK puts in an address, in bytes: sun_path less two. */
  static final int LONGEST_PATH = 106;

  private static final int BACKLOG = 1024;

  private final UserPrincipal self;
  private final int buffer;

  /**
   * Makes the helper.
   *
   * @param directory a directory of this user
   * @param buffer how many bytes the kernel holds for a stream
   */
  Sockets(Path directory, int buffer) throws IOException {
    this.self = Files.getOwner(directory);
    this.buffer = buffer;
  }

  /** What a path leads to. */
  enum Life {
    /** Somebody listens. */
    LIVING,
    /** There is a socket or another file, and nobody listens. */
    DEAD,
    /** There is nothing. */
    ABSENT
  }

  /** Whether somebody listens; one that is stopped, or too busy to accept, does. */
  static Life probe(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(path));
      return Life.LIVING;
    } catch (ConnectException e) {
      return Life.DEAD;
    } catch (SocketException e) {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Life.LIVING : Life.ABSENT;
    }
  }

  /** Connects to whoever listens at a path. */
  SocketStream connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException("not connected at once");
      }
      return stream(channel);
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** Makes a connected channel a stream. */
  SocketStream stream(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
    return new SocketStream(channel, uid(channel));
  }

  private OptionalLong uid(SocketChannel channel) {
    try {
      UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (peer.equals(self)) {
        return OptionalLong.of(UserDirectory.uid());
      }
      // the directory lets in nobody else but the superuser
      return peer.getName().equals("root") ? OptionalLong.of(0) : OptionalLong.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return OptionalLong.empty();
    }
  }

  /** Listens at a path. */
  static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      return channel;
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** Refuses a path that the address of a socket can't hold. */
  static void requireShort(Path path) {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new IpcResourceException(
          ErrorIds.PATH_TOO_LONG,
          ErrorText.of("socket", path)
              .problem(
                  "its path has "
                      + length
                      + " bytes, and the address of a Unix domain socket holds "
                      + LONGEST_PATH)
              .remedy("Set ipc.directory to a shorter one, or shorten namespace or channel")
              .text());
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // the descriptor is gone all the same
    }
  }
}
