package io.ipc4j.inproc;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code inproc}. Stateless, safe for any thread. */
public final class InprocProvider implements TransportProvider {
  /** The transport's name. */
  public static final String NAME = "inproc";

  /** The longest record, for tests of what is cut into pieces. */
  static final ConfigKey<Long> MAX_RECORD =
      ConfigKey.size(
              "ipc.inproc.max-record",
              "The longest piece in which a link carries a message; at most what half of the"
                  + " channel's capacity holds.",
              64,
              1L << 40)
          .withoutDefault("what half of the channel's capacity holds");

  private static final Set<Trait> TRAITS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Trait.RENDEZVOUS,
              Trait.COMPETING,
              Trait.ACKNOWLEDGED,
              Trait.OVERWRITE,
              Trait.HISTORY,
              Trait.POOL,
              Trait.KERNEL_WAIT,
              Trait.PEER_INFO,
              Trait.REGIONS,
              Trait.REGION_LOCK,
              Trait.REGION_READ_WRITE_LOCK,
              Trait.REGION_SEMAPHORE,
              Trait.REGION_EVENT,
              Trait.REGION_BARRIER,
              Trait.REGION_LATCH));

  /** For the service loader. */
  public InprocProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "memory of this process, between its threads";
  }

  @Override
  public Set<Trait> traits() {
    return TRAITS;
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(MAX_RECORD);
  }

  @Override
  public Availability availability() {
    return Availability.yes();
  }

  @Override
  public Transport open(TransportContext context) {
    return new InprocTransport(context);
  }
}
