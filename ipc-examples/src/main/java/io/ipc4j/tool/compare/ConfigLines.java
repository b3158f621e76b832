package io.ipc4j.tool.compare;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.Quantities;
import io.ipc4j.spi.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lines of {@code ipc.properties} that a recommendation comes with. Stateless. */
final class ConfigLines {

  /** Stands for the user's channel. */
  private static final String CHANNEL = "NAME";

  /** Fewer messages in flight make the sender wait for the receiver at each of them. */
  private static final long IN_FLIGHT = 8;

  private static final long DEFAULT_CAPACITY = 4 << 20;
  private static final long DEFAULT_LARGEST = 16 << 20;

  /** What known transports need beyond loopback: encryption, or the word that it isn't wanted. */
  private static final Map<String, List<String>> BEYOND_LOOPBACK =
      Map.of(
          "tcp",
          List.of(
              "ipc.tcp.tls.certificate=FILE", "ipc.tcp.tls.key=FILE", "ipc.tcp.tls.trusted=FILE"),
          "aeron-udp",
          List.of("ipc.aeron-udp.insecure=true"));

  private ConfigLines() {}

  static List<String> of(Question question, TransportReport transport, String wait) {
    List<String> lines = new ArrayList<>();
    lines.add(ConfigKeys.TRANSPORT.name() + "=" + transport.name());
    lines.add(ConfigKeys.WAIT.name() + "=" + wait);
    if (transport.has(Trait.REMOTE)) {
      lines.add(ConfigKeys.CHANNEL_ADDRESS.nameFor(CHANNEL) + "=HOST:PORT");
    }
    if (question.remote()) {
      lines.addAll(BEYOND_LOOPBACK.getOrDefault(transport.name(), List.of()));
    }
    long capacity = roundedUp(IN_FLIGHT * question.size());
    if (capacity > DEFAULT_CAPACITY) {
      lines.add(
          ConfigKeys.CHANNEL_CAPACITY.nameFor(CHANNEL) + "=" + Quantities.formatSize(capacity));
    }
    if (question.size() > DEFAULT_LARGEST) {
      lines.add(
          ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE.nameFor(CHANNEL)
              + "="
              + Quantities.formatSize(roundedUp(question.size())));
    }
    return lines;
  }

  private static long roundedUp(long bytes) {
    long highest = Long.highestOneBit(Math.max(1, bytes));
    return highest == bytes ? bytes : highest << 1;
  }
}
