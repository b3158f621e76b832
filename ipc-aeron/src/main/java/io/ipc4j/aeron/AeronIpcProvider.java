package io.ipc4j.aeron;

import io.ipc4j.aeron.wiring.IpcWiring;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code aeron-ipc}. */
public final class AeronIpcProvider implements TransportProvider {
  private static final String NAME = "aeron-ipc";

  /** For the service loader. */
  public AeronIpcProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Aeron through shared memory, between processes of one user on one machine";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS,
        Trait.RENDEZVOUS,
        Trait.BROADCAST,
        Trait.COMPETING,
        Trait.ACKNOWLEDGED,
        Trait.PEER_INFO);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return AeronKeys.all();
  }

  @Override
  public Availability availability() {
    return Requirements.check();
  }

  @Override
  public Transport open(TransportContext context) {
    IpcWiring wiring = new IpcWiring();
    return new AeronTransport(NAME, context, (channel, role, listens) -> wiring);
  }
}
