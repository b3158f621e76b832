package io.ipc4j.shm;

import io.ipc4j.shm.posix.Platform;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.EnumSet;
import java.util.Set;

/** The transport {@code shm}: rings in memory that processes of one machine share. */
public final class ShmProvider implements TransportProvider {

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
        Trait.UNREAD_SURVIVES,
        Trait.KERNEL_WAIT,
        Trait.PEER_INFO,
        Trait.REGIONS,
        Trait.REGION_LOCK);
  }

  @Override
  public Availability availability() {
    String problem = Platform.whyUnavailable();
    return problem == null ? Availability.yes() : Availability.no(problem);
  }

  @Override
  public Transport open(TransportContext context) {
    return new ShmTransport(context);
  }
}
