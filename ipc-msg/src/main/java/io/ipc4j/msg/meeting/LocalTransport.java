package io.ipc4j.msg.meeting;

import io.ipc4j.channel.Policy;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
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
import java.nio.file.Path;
import java.time.Duration;

/**
 * A transport between processes of one user on one machine, opened for one session: byte streams to
 * whoever listens at a {@link Place}. Safe for any thread.
 */
public final class LocalTransport implements Transport {
  private static final String LOCK = ".lock";

  private final TransportContext context;
  private final Path directory;
  private final ClaimLock lock;
  private final Place place;
  private final Engine engine;
  private final Duration handshakeTimeout;

  /**
   * Opens the transport.
   *
   * @param directory where its channels meet, from {@link #directory}
   * @param lock of that directory, from {@link #lock}
   * @param place how they meet
   * @param engine what brings connections up; owned
   * @param handshakeTimeout how long a newcomer may take to say who it is
   */
  public LocalTransport(
      TransportContext context,
      Path directory,
      ClaimLock lock,
      Place place,
      Engine engine,
      Duration handshakeTimeout) {
    this.context = context;
    this.directory = directory;
    this.lock = lock;
    this.place = place;
    this.engine = engine;
    this.handshakeTimeout = handshakeTimeout;
  }

  /** The directory in which a transport's channels meet, made for this user alone. */
  public static Path directory(TransportContext context, String name) {
    Path directory =
        UserDirectory.ofNamespace(context.config(), UserDirectory.runtimeBase()).resolve(name);
    UserDirectory.create(directory);
    return directory;
  }

  /** The lock of such a directory. */
  public static ClaimLock lock(Path directory) {
    return new ClaimLock(directory.resolve(LOCK));
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
    ChannelPaths paths =
        new ChannelPaths(place, channel.name(), directory.resolve(channel.name()), lock);
    Hello ours = hello(channel, role);
    Shape shape = Shape.of(channel);
    String kind = shape.kind(role);
    String wanted = shape.wanted(role);
    place.check(paths.path(Shape.isSingle(wanted) ? wanted : wanted + "12345678"));
    // Some show themselves even if they dial the others: an end of which there can be one only, and
    // a competing receiver, so that who takes it for the only one is told that they don't agree.
    boolean shown = Shape.isSingle(kind) || (shape == Shape.COMPETING && role == Role.READER);
    boolean binds = listens || shown;
    ChannelPaths.Listening listening = binds ? paths.listen(kind, ours) : null;
    Meeting rendezvous =
        new Meeting(place, paths, listening, listens ? null : new Targets(paths, wanted));
    try {
      return new ChannelEndpoint(channel, role, ours, rendezvous, engine, handshakeTimeout);
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
