package io.ipc4j.msg.tcp;

import io.ipc4j.channel.Policy;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
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
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** TCP sockets, opened for one session. Safe for any thread. */
final class TcpTransport implements Transport {
  private final TransportContext context;
  private final Engine engine;
  private final TcpSettings settings;
  private final @Nullable Tls tls;
  private final Doorkeeper doorkeeper;
  private final Map<String, TcpRendezvous> latest = new ConcurrentHashMap<>();
  private boolean closed;

  TcpTransport(TransportContext context) {
    this.context = context;
    ResolvedConfig config = context.config();
    this.settings =
        new TcpSettings(
            config.get(TcpProvider.HEARTBEAT),
            config.get(TcpProvider.HANDSHAKE_TIMEOUT),
            config.get(TcpProvider.RECONNECT),
            Math.toIntExact(config.find(TcpProvider.SOCKET_BUFFER).orElse(0L)));
    this.tls = Tls.configured(config);
    this.engine = new Engine(context::newThread);
    try {
      this.doorkeeper = Doorkeeper.enter(context::newThread);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("selector").problem("cannot be opened: " + e.getMessage()).text(),
          e);
    }
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    requirePossible(channel);
    Addresses addresses = new Addresses(context.config(), channel, tls != null);
    Hello ours = hello(channel, role);
    Mailbox mailbox = new Mailbox();
    Seat seat = new Seat(ours, mailbox);
    Port port = new Listening(doorkeeper, settings, tls).open(addresses, seat);
    return open(
        channel, role, ours, new TcpRendezvous(doorkeeper, ours, settings, mailbox, seat, port));
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    requirePossible(channel);
    Addresses addresses = new Addresses(context.config(), channel, tls != null);
    List<Target> targets = addresses.targets(settings);
    Hello ours = hello(channel, role);
    return open(channel, role, ours, new TcpRendezvous(doorkeeper, ours, settings, tls, targets));
  }

  private Endpoint open(ChannelSpec channel, Role role, Hello ours, TcpRendezvous rendezvous) {
    try {
      latest.put(channel.name(), rendezvous);
      return new ChannelEndpoint(
          channel, role, ours, rendezvous, engine, settings.handshakeTimeout());
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
            "")
        .identified(context.namespace(), ThreadLocalRandom.current().nextLong());
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
    return tls == null ? "plain text" : "TLS";
  }

  @Override
  public String location(ChannelSpec channel) {
    TcpRendezvous rendezvous = latest.get(channel.name());
    return rendezvous == null ? location() : location() + ", " + rendezvous.describe();
  }

  @Override
  public void close() {
    engine.close();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Doorkeeper.leave();
  }
}
