package io.ipc4j.msg.uds;

import io.ipc4j.channel.Policy;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.ChannelEndpoint;
import io.ipc4j.msg.engine.Engine;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Unix domain sockets, opened for one session. Safe for any thread. */
final class UdsTransport implements Transport {
  private static final String DIRECTORY = "uds";
  private static final String LOCK = ".lock";

  private final TransportContext context;
  private final Path directory;
  private final ClaimLock lock;
  private final Sockets sockets;
  private final Engine engine;

  UdsTransport(TransportContext context) {
    this.context = context;
    Path namespace = UserDirectory.ofNamespace(context.config(), UserDirectory.runtimeBase());
    this.directory = namespace.resolve(DIRECTORY);
    UserDirectory.create(directory);
    this.lock = new ClaimLock(directory.resolve(LOCK));
    this.engine = new Engine(context::newThread);
    try {
      int buffer = Math.toIntExact(context.config().get(UdsProvider.SOCKET_BUFFER));
      this.sockets = new Sockets(directory, buffer);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("directory", directory).problem("cannot be read: " + e.getMessage()).text(),
          e);
    }
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return open(channel, role, true);
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return open(channel, role, false);
  }

  private Endpoint open(ChannelSpec channel, Role role, boolean listens) {
    requirePossible(channel);
    ChannelPaths paths = new ChannelPaths(channel.name(), directory.resolve(channel.name()), lock);
    Hello ours = hello(channel, role);
    String kind = ChannelPaths.kind(channel.pattern(), role);
    String wanted = ChannelPaths.wanted(channel.pattern(), role);
    Sockets.requireShort(paths.path(wanted + "12345678"));
    // an end of which there can be one only holds its name even if it dials the others
    boolean binds = listens || ChannelPaths.isSingle(kind);
    ChannelPaths.Listening listening = binds ? paths.listen(kind, ours) : null;
    UdsRendezvous rendezvous =
        new UdsRendezvous(sockets, paths, listening, listens ? null : new Targets(paths, wanted));
    try {
      return new ChannelEndpoint(
          channel,
          role,
          ours,
          rendezvous,
          engine,
          context.config().get(UdsProvider.HANDSHAKE_TIMEOUT));
    } catch (RuntimeException e) {
      rendezvous.close();
      throw e;
    }
  }

  private Hello hello(ChannelSpec channel, Role role) {
    return new Hello(
        Hello.Status.WELCOME,
        role,
        channel.policy() == Policy.DROP_OLDEST,
        channel.capacity(),
        ProcessHandle.current().pid(),
        channel.agreement(),
        channel.name(),
        context.sessionName(),
        "");
  }

  private void requirePossible(ChannelSpec channel) {
    if (channel.capacity() > FrameLayout.LONGEST) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          context
              .config()
              .about(ConfigKeys.CHANNEL_CAPACITY, channel.name())
              .problem("more than this transport holds")
              .allowed("4KiB to 512MiB")
              .text());
    }
  }

  @Override
  public String location() {
    return "directory=" + directory;
  }

  @Override
  public void close() {
    engine.close();
  }
}
