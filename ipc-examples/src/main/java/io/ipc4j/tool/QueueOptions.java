package io.ipc4j.tool;

import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Receivers;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a queue is shared and kept; both ends of it need the same. */
final class QueueOptions {
  private static final String COMPETING = "--competing";
  private static final String ACKNOWLEDGED = "--acknowledged";

  @Option(
      names = COMPETING,
      order = 20,
      description = "Shares the messages among several receivers; needed on all sides.")
  private boolean competing;

  @Option(
      names = ACKNOWLEDGED,
      order = 21,
      description = "Keeps each message until a receiver has handled it; needed on both sides.")
  private boolean acknowledged;

  /** Makes the channel one of that kind, whatever is configured elsewhere. */
  void configure(IpcConfig.Builder config, String channel) {
    if (competing) {
      set(config, ConfigKeys.CHANNEL_RECEIVERS, channel, Receivers.COMPETING, COMPETING);
    }
    if (acknowledged) {
      set(config, ConfigKeys.CHANNEL_DELIVERY, channel, Delivery.ACKNOWLEDGED, ACKNOWLEDGED);
    }
  }

  private static void set(
      IpcConfig.Builder config, ConfigKey<?> key, String channel, Enum<?> value, String origin) {
    config.set(key.nameFor(channel), value.name().toLowerCase(Locale.ROOT), origin);
  }
}
