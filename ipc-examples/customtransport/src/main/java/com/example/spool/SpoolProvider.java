package com.example.spool;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code spool}. Stateless, safe for any thread. */
public final class SpoolProvider implements TransportProvider {
  static final String NAME = "spool";

  /** How late a waiting end may notice a record. */
  static final ConfigKey<Duration> NAP =
      ConfigKey.duration(
              "ipc.spool.nap",
              "The longest time between two looks at the directory while nothing comes.",
              Duration.ofNanos(50_000),
              Duration.ofSeconds(1))
          .withDefault(Duration.ofMillis(1));

  /** For the service loader. */
  public SpoolProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "files in a directory, one per record";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(Trait.CROSS_PROCESS, Trait.RENDEZVOUS, Trait.COMPETING, Trait.ACKNOWLEDGED);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(NAP);
  }

  @Override
  public Availability availability() {
    return Files.isDirectory(SpoolFiles.OWN_PROCESS)
        ? Availability.yes()
        : Availability.no("needs Linux with " + SpoolFiles.OWN_PROCESS);
  }

  @Override
  public Transport open(TransportContext context) {
    return new SpoolTransport(context);
  }
}
