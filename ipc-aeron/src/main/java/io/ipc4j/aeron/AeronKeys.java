package io.ipc4j.aeron;

import io.ipc4j.aeron.driver.DriverMode;
import io.ipc4j.config.ConfigKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The configuration keys that both transports over Aeron have. */
final class AeronKeys {
  /** How long a driver goes on without clients, unless that is set. */
  static final Duration LINGER_DEFAULT = Duration.ofSeconds(10);

  /** Where the media driver runs. */
  static final ConfigKey<DriverMode> DRIVER =
      ConfigKey.words(
              "ipc.aeron.driver",
              "Where Aeron's media driver runs: in a process of its own that the first who needs it"
                  + " starts, in this process, or wherever somebody else has started it.",
              DriverMode.class)
          .withDefault(DriverMode.AUTO);

  /** What the driver and its clients share. */
  static final ConfigKey<Path> DIRECTORY =
      ConfigKey.path(
              "ipc.aeron.directory",
              "The directory that the media driver and its clients share, for this user alone.")
          .withoutDefault("aeron in the namespace's directory, below /dev/shm/ipc4j-UID");

  /** When a driver that nobody needs ends. */
  static final ConfigKey<Duration> LINGER =
      ConfigKey.duration(
              "ipc.aeron.driver-linger",
              "How long a media driver that was started for `auto` goes on without clients.",
              Duration.ofMillis(100),
              Duration.ofDays(1))
          .withDefault(LINGER_DEFAULT);

  private AeronKeys() {}

  static List<ConfigKey<?>> all() {
    return List.of(DRIVER, DIRECTORY, LINGER);
  }
}
