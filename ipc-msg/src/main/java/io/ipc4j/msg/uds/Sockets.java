package io.ipc4j.msg.uds;

import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.meeting.Place;
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
import org.jspecify.annotations.Nullable;

/** Unix domain sockets as a place to meet; no call blocks. Safe for any thread. */
final class Sockets implements Place {
  /** The longest path that the JDK puts in an address, in bytes: sun_path less two. */
  static final int LONGEST_PATH = 106;

  private static final int BACKLOG = 1024;

  private final UserPrincipal self;
  private final int buffer;
  private final Allowed allowed;

  /**
   * Makes the helper.
   *
   * @param directory a directory of this user
   * @param buffer how many bytes the kernel holds for a stream
   * @param config says who may be at the other end
   */
  Sockets(Path directory, int buffer, ResolvedConfig config) {
    try {
      this.self = Files.getOwner(directory);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("directory", directory).problem("cannot be read: " + e.getMessage()).text(),
          e);
    }
    this.buffer = buffer;
    this.allowed = Allowed.configured(config, self);
  }

  @Override
  public String label() {
    return "Socket";
  }

  @Override
  public Life probe(Path path) throws IOException {
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

  @Override
  public ByteStream dial(Path path) throws IOException {
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

  private SocketStream stream(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
    return new SocketStream(channel, Credentials.of(channel, self), allowed);
  }

  @Override
  public Door open(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      return new Listening(channel);
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** A listening socket. */
  private final class Listening implements Door {
    private final ServerSocketChannel channel;

    Listening(ServerSocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public @Nullable ByteStream accept() throws IOException {
      SocketChannel newcomer = channel.accept();
      return newcomer == null ? null : stream(newcomer);
    }

    @Override
    public Source source() {
      return new Source.OfChannel(channel);
    }

    @Override
    public void close() {
      closeQuietly(channel);
    }
  }

  /** Refuses a path that the address of a socket can't hold. */
  @Override
  public void check(Path path) {
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
