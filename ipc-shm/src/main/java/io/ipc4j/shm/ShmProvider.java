package io.ipc4j.shm;

import io.ipc4j.Leftover;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.shm.channel.ShmChannels;
import io.ipc4j.shm.posix.Platform;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The transport {@code shm}: rings in memory that processes of one machine share. */
public final class ShmProvider implements TransportProvider {

  /** Where regions are kept that outlive a restart. */
  static final ConfigKey<Path> FILES =
      ConfigKey.path("ipc.shm.files", "The base directory of regions with `backing=file`.")
          .withoutDefault("`$XDG_DATA_HOME/ipc4j`, or `~/.local/share/ipc4j`");

  /** For the service loader. */
  public ShmProvider() {}

  @Override
  public String name() {
    return "shm";
  }

  @Override
  public String description() {
    return "rings and regions in memory shared by the processes of one machine and user";
  }

  @Override
  public Set<Trait> traits() {
    return EnumSet.of(
        Trait.CROSS_PROCESS,
        Trait.RENDEZVOUS,
        Trait.BROADCAST,
        Trait.COMPETING,
        Trait.ACKNOWLEDGED,
        Trait.OVERWRITE,
        Trait.HISTORY,
        Trait.CHECKSUM,
        Trait.POOL,
        Trait.UNREAD_SURVIVES,
        Trait.KERNEL_WAIT,
        Trait.PEER_INFO,
        Trait.REGIONS,
        Trait.REGION_LOCK,
        Trait.REGION_READ_WRITE_LOCK,
        Trait.REGION_SEMAPHORE,
        Trait.REGION_EVENT,
        Trait.REGION_BARRIER,
        Trait.REGION_LATCH,
        Trait.REGION_FILE);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(FILES);
  }

  @Override
  public Availability availability() {
    String problem = Platform.whyUnavailable();
    return problem == null ? Availability.yes() : Availability.no(problem);
  }

  @Override
  public List<Leftover> clean(TransportContext context, boolean allNamespaces) {
    return new ShmJanitor(context).clean(allNamespaces);
  }

  @Override
  public OptionalLong footprint(ChannelSpec channel, Role role) {
    return OptionalLong.of(ShmChannels.footprint(channel, role));
  }

  @Override
  public Transport open(TransportContext context) {
    return new ShmTransport(context);
  }
}
