package io.ipc4j.shm;

import io.ipc4j.channel.Pattern;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.shm.channel.ShmChannels;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.region.ShmRegions;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.DirectPorts;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shared memory as one session has it open: its place in a namespace.
 *
 * <p>Who listens and who connects makes no difference here: ends meet in the channel's directory,
 * whoever comes first.
 */
final class ShmTransport implements Transport {
  private final Path base;
  private final Namespace namespace;
  private final ShmChannels channels;
  private final ShmRegions regions;

  ShmTransport(TransportContext context) {
    this.base = context.config().find(ConfigKeys.DIRECTORY).orElseGet(Directories::defaultBase);
    this.namespace =
        Namespace.enter(
            base,
            context.namespace(),
            context.sessionName(),
            body -> context.newThread("watcher", body));
    this.channels = new ShmChannels(namespace);
    Path files = context.config().find(ShmProvider.FILES).orElseGet(Directories::defaultFiles);
    this.regions = new ShmRegions(namespace, files, context.namespace());
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return channels.openLinks(channel, role);
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return channels.openLinks(channel, role);
  }

  @Override
  public Optional<DirectPorts> directPorts(Pattern pattern) {
    return Optional.of(channels);
  }

  @Override
  public Optional<RegionStore> regions() {
    return Optional.of(regions);
  }

  @Override
  public void awaitAny(Gate[] gates, long[] tokens, int count, long nanos) {
    Bell bell = namespace.session().bell();
    int seen = bell.value();
    for (int i = 0; i < count; i++) {
      if (gates[i].signalled(tokens[i])) {
        return;
      }
    }
    bell.await(seen, nanos);
  }

  @Override
  public void wakeAny(Thread waiter) {
    namespace.session().bell().ring();
  }

  @Override
  public String location() {
    return "directory=" + base;
  }

  @Override
  public void close() {
    namespace.close();
  }
}
