package io.ipc4j.internal;

import io.ipc4j.ChildProcess;
import io.ipc4j.Explanation;
import io.ipc4j.Ipc;
import io.ipc4j.Leftover;
import io.ipc4j.TransportInfo;
import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.config.Names;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.region.Regions;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.DirectPorts;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of a session.
 *
 * <p><i>State:</i> the transports opened so far, and what was opened over them, guarded by this
 * object. <i>Ownership:</i> all of it belongs to the session and is closed in reverse order.
 */
public final class Session implements Ipc {
  private final Providers providers;
  private final ResolvedConfig config;
  private final String sessionName;
  private final Map<String, OpenTransport> transports = new LinkedHashMap<>();
  private final Belongings belongings = new Belongings();
  private final Belongings children = new Belongings();
  private @Nullable Regions regions;
  private boolean closed;

  private Session(Providers providers, ResolvedConfig config) {
    this.providers = providers;
    this.config = config;
    this.sessionName = SessionName.ofThisProcess();
  }

  /** Opens a session; see {@link Ipc#open(IpcConfig, ClassLoader)}. */
  public static Session open(IpcConfig config, ClassLoader loader) {
    Providers providers = Providers.find(loader);
    return new Session(providers, config.resolve(providers.keys()));
  }

  /** What can be found; see {@link Ipc#installed()}. */
  public static List<TransportInfo> installed(ClassLoader loader) {
    return Providers.find(loader).infos();
  }

  /** The thread's loader, so that containers see their own transports; else the framework's. */
  public static ClassLoader defaultLoader() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return loader != null ? loader : Session.class.getClassLoader();
  }

  // --- channels ---

  @Override
  public Sender sender(String channel) {
    return openSender(channel, Pattern.QUEUE, OptionalLong.empty());
  }

  @Override
  public Publisher publisher(String channel) {
    return openSender(channel, Pattern.PUBLISH_SUBSCRIBE, OptionalLong.empty());
  }

  @Override
  public Receiver receiver(String channel) {
    return openReceiver(channel, Pattern.QUEUE, OptionalLong.empty());
  }

  @Override
  public Subscriber subscriber(String channel) {
    return openReceiver(channel, Pattern.PUBLISH_SUBSCRIBE, OptionalLong.empty());
  }

  @Override
  public <T> TypedSender<T> sender(String channel, Codec<T> codec) {
    return new TypedSender<>(openSender(channel, Pattern.QUEUE, codec.fixedSize()), codec);
  }

  @Override
  public <T> TypedReceiver<T> receiver(String channel, Codec<T> codec) {
    return new TypedReceiver<>(openReceiver(channel, Pattern.QUEUE, codec.fixedSize()), codec);
  }

  @Override
  public <T> TypedSender<T> publisher(String channel, Codec<T> codec) {
    return new TypedSender<>(
        openSender(channel, Pattern.PUBLISH_SUBSCRIBE, codec.fixedSize()), codec);
  }

  @Override
  public <T> TypedReceiver<T> subscriber(String channel, Codec<T> codec) {
    return new TypedReceiver<>(
        openReceiver(channel, Pattern.PUBLISH_SUBSCRIBE, codec.fixedSize()), codec);
  }

  private Publisher openSender(String channel, Pattern pattern, OptionalLong codecSize) {
    return open(
        channel,
        pattern,
        Role.WRITER,
        codecSize,
        (transport, context) -> {
          Optional<DirectPorts> direct = transport.directPorts(pattern);
          if (needsAcknowledging(context.spec(), direct)) {
            long window = config.get(ConfigKeys.CHANNEL_WINDOW, channel);
            Endpoint endpoint = endpoint(transport, context.spec(), Role.WRITER);
            return new AcknowledgedSender(context, endpoint, window);
          }
          return direct.isPresent()
              ? direct.get().openSender(context)
              : LinkedPorts.of(context)
                  .sender(context, endpoint(transport, context.spec(), Role.WRITER));
        });
  }

  private Subscriber openReceiver(String channel, Pattern pattern, OptionalLong codecSize) {
    return open(
        channel,
        pattern,
        Role.READER,
        codecSize,
        (transport, context) -> {
          Optional<DirectPorts> direct = transport.directPorts(pattern);
          if (needsAcknowledging(context.spec(), direct)) {
            return LinkedPorts.acknowledging(
                context, endpoint(transport, context.spec(), Role.READER));
          }
          return direct.isPresent()
              ? direct.get().openReceiver(context)
              : LinkedPorts.of(context)
                  .receiver(context, endpoint(transport, context.spec(), Role.READER));
        });
  }

  private static boolean needsAcknowledging(ChannelSpec spec, Optional<DirectPorts> direct) {
    boolean shared =
        spec.receivers() == Receivers.COMPETING
            && direct.map(DirectPorts::shareQueues).orElse(false);
    return Specs.isAcknowledged(spec) && !shared;
  }

  @Override
  public Requester requester(String channel) {
    return open(
        channel,
        Pattern.REQUEST_REPLY,
        Role.REQUESTER,
        OptionalLong.empty(),
        (transport, context) ->
            new LinkedRequester(context, endpoint(transport, context.spec(), Role.REQUESTER)));
  }

  @Override
  public Responder responder(String channel) {
    return open(
        channel,
        Pattern.REQUEST_REPLY,
        Role.RESPONDER,
        OptionalLong.empty(),
        (transport, context) ->
            new LinkedResponder(context, endpoint(transport, context.spec(), Role.RESPONDER)));
  }

  private static Endpoint endpoint(Transport transport, ChannelSpec spec, Role role) {
    return Specs.listens(spec, role) ? transport.listen(spec, role) : transport.connect(spec, role);
  }

  private <H extends AutoCloseable> H open(
      String channel,
      Pattern pattern,
      Role role,
      OptionalLong codecSize,
      BiFunction<Transport, HandleContext, H> opener) {
    Names.require("channel", channel);
    OpenTransport transport = transport(ConfigKeys.CHANNEL_TRANSPORT, channel);
    ChannelSpec spec =
        new Specs(config, providers, transport.provider())
            .channel(channel, pattern, role, codecSize);
    if (pattern == Pattern.REQUEST_REPLY) {
      spec = RequestFrames.withHeader(spec);
    }
    HandleContext context = new HandleContext(spec, transport, config.get(ConfigKeys.LINGER));
    H handle = opener.apply(transport.transport(), context);
    context.onClose(() -> belongings.remove(handle));
    belongings.add(handle);
    return handle;
  }

  // --- transports ---

  private OpenTransport transport(ConfigKey<String> key, @Nullable String channel) {
    String name =
        (channel == null ? config.find(key) : config.find(key, channel))
            .orElseThrow(this::noTransport);
    ErrorText about = channel == null ? config.about(key) : config.about(key, channel);
    synchronized (this) {
      requireOpen();
      OpenTransport open = transports.get(name);
      if (open == null) {
        TransportProvider provider = providers.require(name, about);
        open = new OpenTransport(provider, config, sessionName);
        transports.put(name, open);
      }
      return open;
    }
  }

  private IpcConfigException noTransport() {
    return new IpcConfigException(
        ErrorIds.NO_TRANSPORT,
        ErrorText.of(ConfigKeys.TRANSPORT.name())
            .problem("not set")
            .list("Installed", providers.names())
            .remedy("Choose one, for example by a line ipc.transport=NAME in ipc.properties")
            .toString());
  }

  private void requireOpen() {
    if (closed) {
      throw new IpcClosedException(
          ErrorIds.CLOSED, ErrorText.of("session").problem("it is closed").toString());
    }
  }

  // --- regions ---

  @Override
  public synchronized Regions regions() {
    requireOpen();
    if (regions == null) {
      OpenTransport transport = transport(ConfigKeys.REGIONS_TRANSPORT, null);
      RegionStore store =
          transport
              .transport()
              .regions()
              .orElseThrow(() -> SessionRegions.none(config, providers, transport.name()));
      regions =
          new SessionRegions(store, new Specs(config, providers, transport.provider()), belongings);
    }
    return regions;
  }

  // --- children ---

  @Override
  public ChildProcess launch(ProcessBuilder command) {
    OpenTransport transport = transport(ConfigKeys.CHILDREN_TRANSPORT, null);
    ChildProcess child =
        transport
            .transport()
            .childLauncher()
            .orElseThrow(() -> launchesNone(transport.name()))
            .launch(command);
    children.add(child);
    return child;
  }

  private IpcConfigException launchesNone(String transport) {
    return new IpcConfigException(
        ErrorIds.NOT_SUPPORTED,
        config
            .about(ConfigKeys.CHILDREN_TRANSPORT)
            .problem(
                "transport %s doesn't have %s".formatted(transport, Trait.CHILD_LAUNCHER.text()))
            .list("Installed transports that have it", providers.namesWith(Trait.CHILD_LAUNCHER))
            .remedy("Choose one with ipc.children.transport")
            .toString());
  }

  // --- the session itself ---

  @Override
  public Explanation explain() {
    Optional<String> transport = config.find(ConfigKeys.TRANSPORT);
    return new Explanation(
        transport,
        config.origin(ConfigKeys.TRANSPORT).toString(),
        providers.infos(),
        config.entries(),
        Footprints.of(config, providers));
  }

  @Override
  public List<Leftover> clean() {
    return clean(false);
  }

  @Override
  public List<Leftover> cleanAllNamespaces() {
    return clean(true);
  }

  private List<Leftover> clean(boolean allNamespaces) {
    synchronized (this) {
      requireOpen();
    }
    List<Leftover> found = new ArrayList<>();
    for (TransportProvider provider : providers.usable()) {
      TransportContext context = OpenTransport.context(provider, config, sessionName);
      found.addAll(provider.clean(context, allNamespaces));
    }
    return found;
  }

  @Override
  public void close() {
    List<OpenTransport> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(transports.values()).reversed();
    }
    belongings.closeAll();
    children.closeAll(); // they have what was sent
    open.forEach(OpenTransport::close);
  }
}
