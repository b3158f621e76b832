package io.ipc4j.tests.mutant;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A transport that is right but for one mutation. */
final class MutantTransport implements Transport {
  /** The mutation that can't be made of the parts: it concerns the session's namespace. */
  static final String ONE_NAMESPACE_FOR_CHANNELS = "one-namespace-for-channels";

  /** The same for regions. */
  static final String ONE_NAMESPACE_FOR_REGIONS = "one-namespace-for-regions";

  private final Transport channels;
  private final Transport regions;
  private final Mutation mutation;
  private final String transport;

  MutantTransport(
      String transport, TransportProvider right, TransportContext context, Mutation mutation) {
    this.transport = transport;
    ResolvedConfig config = IpcConfig.builder().build().resolve(right.keys());
    String name = mutation.name();
    String own = context.namespace();
    String common = context.config().find(ConfigKeys.DIRECTORY).map(Path::toString).orElse(own);
    boolean commonChannels = name.equals(ONE_NAMESPACE_FOR_CHANNELS);
    boolean commonRegions = name.equals(ONE_NAMESPACE_FOR_REGIONS);
    this.channels = right.open(new Context(context, config, commonChannels ? common : own));
    this.regions = right.open(new Context(context, config, commonRegions ? common : own));
    this.mutation = mutation;
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return opening(channel).open(channels, new Side(channel, role, true));
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return opening(channel).open(channels, new Side(channel, role, false));
  }

  /** What is wrong with all channels is looked for where nothing is kept for late subscribers. */
  private Mutation.Opening opening(ChannelSpec channel) {
    boolean right = channel.history() > 0 && !mutation.concernsHistory();
    return right ? Mutation::openRight : mutation.opening();
  }

  @Override
  public Optional<RegionStore> regions() {
    return regions
        .regions()
        .map(store -> WrappedRegions.named(transport, store))
        .map(mutation.regions());
  }

  @Override
  public void awaitAny(Gate[] gates, long[] tokens, int count, long nanos) {
    LocalGate.awaitAny(gates, tokens, count, nanos);
  }

  @Override
  public String location() {
    return channels.location();
  }

  @Override
  public void close() {
    channels.close();
    regions.close();
  }

  private record Context(TransportContext outer, ResolvedConfig config, String namespace)
      implements TransportContext {
    @Override
    public String sessionName() {
      return outer.sessionName();
    }

    @Override
    public Duration linger() {
      return outer.linger();
    }

    @Override
    public Thread newThread(String purpose, Runnable body) {
      return outer.newThread(purpose, body);
    }
  }
}
