package io.ipc4j.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.google.inject.util.Types;
import io.ipc4j.Ipc;
import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.region.Region;
import io.ipc4j.region.Regions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Guice bindings of one session and of what it opens.
 *
 * <p>The configuration is validated, and the session opened, when the module is built: Guice never
 * sees a configuration that is wrong. Only {@link Ipc} is a singleton; every injection point of a
 * channel end gets a new handle, which belongs to the thread that uses it. The session owns them
 * all: close the injected {@link Ipc} when the application ends.
 *
 * {@snippet :
 * Injector injector =
 *     Guice.createInjector(IpcModule.builder(IpcConfig.load()).channels("quotes").build());
 *
 * class Feed {
 *   @Inject Feed(@Channel("quotes") Sender quotes) { ... }
 * }
 * }
 */
public final class IpcModule extends AbstractModule {
  private final Ipc ipc;
  private final Builder builder;

  private IpcModule(Ipc ipc, Builder builder) {
    this.ipc = ipc;
    this.builder = builder;
  }

  /**
   * Begins a module over a session of its own.
   *
   * @param config the session's configuration
   * @return a builder
   */
  public static Builder builder(IpcConfig config) {
    return new Builder(() -> Ipc.open(config));
  }

  /**
   * Begins a module over a session that exists.
   *
   * @param ipc the session, still owned by the caller
   * @return a builder
   */
  public static Builder builder(Ipc ipc) {
    return new Builder(() -> ipc);
  }

  /** Collects what can be injected. For use by one thread. */
  public static final class Builder {
    private final Supplier<Ipc> opener;
    private final List<String> channels = new ArrayList<>();
    private final Map<String, Function<Regions, Region>> regions = new LinkedHashMap<>();
    private final List<Consumer<IpcModule>> typed = new ArrayList<>();

    private Builder(Supplier<Ipc> opener) {
      this.opener = opener;
    }

    /**
     * Makes the ends of channels injectable, each as {@link Sender}, {@link Receiver}, {@link
     * Publisher}, {@link Subscriber}, {@link Requester} and {@link Responder} with
     * {@code @Channel(name)}; an end is opened when it is injected.
     *
     * @param names the channels' names
     * @return this
     */
    public Builder channels(String... names) {
      channels.addAll(List.of(names));
      return this;
    }

    /**
     * Makes the ends of a queue of values injectable, as {@code TypedSender<T>} and {@code
     * TypedReceiver<T>} with {@code @Channel(name)}.
     *
     * @param name the channel's name
     * @param type the type of the values
     * @param codec turns values into bytes and back
     * @param <T> the type of the values
     * @return this
     */
    public <T> Builder channel(String name, Class<T> type, Codec<T> codec) {
      typed.add(module -> module.bindTyped(name, type, codec));
      return this;
    }

    /**
     * Makes a region injectable as {@link Region} with {@code @RegionName(name)}.
     *
     * @param name the region's name
     * @param opener creates or attaches it, such as {@code r -> r.createOrAttach("table", 4096)}
     * @return this
     */
    public Builder region(String name, Function<Regions, Region> opener) {
      regions.put(name, opener);
      return this;
    }

    /**
     * Opens the session and completes the module.
     *
     * @return the module
     * @throws io.ipc4j.error.IpcConfigException if the configuration is not valid
     */
    public IpcModule build() {
      return new IpcModule(opener.get(), this);
    }
  }

  @Override
  protected void configure() {
    bind(Ipc.class).toInstance(ipc);
    bind(Regions.class).toProvider(ipc::regions);
    for (String name : builder.channels) {
      Channel channel = Names.channel(name);
      bind(Key.get(Sender.class, channel)).toProvider(() -> ipc.sender(name));
      bind(Key.get(Receiver.class, channel)).toProvider(() -> ipc.receiver(name));
      bind(Key.get(Publisher.class, channel)).toProvider(() -> ipc.publisher(name));
      bind(Key.get(Subscriber.class, channel)).toProvider(() -> ipc.subscriber(name));
      bind(Key.get(Requester.class, channel)).toProvider(() -> ipc.requester(name));
      bind(Key.get(Responder.class, channel)).toProvider(() -> ipc.responder(name));
    }
    builder.regions.forEach((name, opener) ->
        bind(Key.get(Region.class, Names.region(name)))
            .toProvider(() -> opener.apply(ipc.regions())));
    builder.typed.forEach(binding -> binding.accept(this));
  }

  @SuppressWarnings("unchecked") // the types are those that newParameterizedType was given
  private <T> void bindTyped(String name, Class<T> type, Codec<T> codec) {
    Channel channel = Names.channel(name);
    TypeLiteral<TypedSender<T>> sender =
        (TypeLiteral<TypedSender<T>>)
            TypeLiteral.get(Types.newParameterizedType(TypedSender.class, type));
    TypeLiteral<TypedReceiver<T>> receiver =
        (TypeLiteral<TypedReceiver<T>>)
            TypeLiteral.get(Types.newParameterizedType(TypedReceiver.class, type));
    bind(Key.get(sender, channel)).toProvider(() -> ipc.sender(name, codec));
    bind(Key.get(receiver, channel)).toProvider(() -> ipc.receiver(name, codec));
  }
}
