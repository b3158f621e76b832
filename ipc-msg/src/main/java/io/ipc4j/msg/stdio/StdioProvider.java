package io.ipc4j.msg.stdio;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.msg.posix.Platform;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code stdio}. */
public final class StdioProvider implements TransportProvider {
  /** What this process is in its family. */
  static final ConfigKey<StdioTransport.Part> PART =
      ConfigKey.words(
              "ipc.stdio.part",
              "What this process is: one that launches children, or a child whose standard streams"
                  + " lead to its parent; auto finds out, except behind ssh or a container.",
              StdioTransport.Part.class)
          .withDefault(StdioTransport.Part.AUTO);

  /** How long a child may take to open its end. */
  static final ConfigKey<Duration> START_TIMEOUT =
      ConfigKey.duration(
              "ipc.stdio.start-timeout",
              "How long a child that was launched may take to open its end.",
              Duration.ofMillis(100),
              Duration.ofHours(1))
          .withDefault(Duration.ofMinutes(1));

  /** For the service loader. */
  public StdioProvider() {}

  @Override
  public String name() {
    return "stdio";
  }

  @Override
  public String description() {
    return "a parent and the child processes that it launches, over their standard streams";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS,
        Trait.CHILD_LAUNCHER,
        Trait.COMPETING,
        Trait.OVERWRITE,
        Trait.ACKNOWLEDGED,
        Trait.KERNEL_WAIT,
        Trait.PEER_INFO);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(PART, START_TIMEOUT);
  }

  @Override
  public Availability availability() {
    String why = Platform.whyUnavailable();
    return why == null ? Availability.yes() : Availability.no(why);
  }

  @Override
  public Transport open(TransportContext context) {
    return new StdioTransport(context);
  }
}
