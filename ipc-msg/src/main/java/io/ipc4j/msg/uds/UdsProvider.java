package io.ipc4j.msg.uds;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.msg.engine.Engine;
import io.ipc4j.msg.meeting.LocalTransport;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code uds}. */
public final class UdsProvider implements TransportProvider {
  /** Whose processes may connect. */
  static final ConfigKey<String> ALLOW =
      ConfigKey.string(
              "ipc.uds.allow",
              "The users, by name or number and with commas, whose processes may be at the other"
                  + " end, as the kernel tells it.")
          .withoutDefault("this process's own user");

  /** How long a newcomer may take to say who it is. */
  static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
      ConfigKey.duration(
              "ipc.uds.handshake-timeout",
              "How long a process that connects may take to say who it is.",
              Duration.ofMillis(10),
              Duration.ofMinutes(5))
          .withDefault(Duration.ofSeconds(5));

  /** How much the kernel holds for a link. */
  static final ConfigKey<Long> SOCKET_BUFFER =
      ConfigKey.size(
              "ipc.uds.socket-buffer",
              "How many bytes the kernel is asked to hold for one direction of a link.",
              4L << 10,
              64L << 20)
          .withDefault(2L << 20);

  /** For the service loader. */
  public UdsProvider() {}

  @Override
  public String name() {
    return "uds";
  }

  @Override
  public String description() {
    return "Unix domain sockets between processes of one user on one machine";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS,
        Trait.RENDEZVOUS,
        Trait.COMPETING,
        Trait.OVERWRITE,
        Trait.ACKNOWLEDGED,
        Trait.KERNEL_WAIT,
        Trait.PEER_INFO);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(ALLOW, HANDSHAKE_TIMEOUT, SOCKET_BUFFER);
  }

  @Override
  public Availability availability() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.isOpen() ? Availability.yes() : Availability.no("a socket was closed at once");
    } catch (UnsupportedOperationException e) {
      return Availability.no("this system has no Unix domain sockets");
    } catch (IOException e) {
      return Availability.no("a Unix domain socket cannot be opened: " + e.getMessage());
    }
  }

  @Override
  public Transport open(TransportContext context) {
    Path directory = LocalTransport.directory(context, name());
    int buffer = Math.toIntExact(context.config().get(SOCKET_BUFFER));
    return new LocalTransport(
        context,
        directory,
        LocalTransport.lock(directory),
        new Sockets(directory, buffer, context.config()),
        new Engine(context::newThread),
        context.config().get(HANDSHAKE_TIMEOUT));
  }
}
