package io.ipc4j.config;

import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.region.Backing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The framework's own keys; docs/configuration.md describes them to users. */
public final class ConfigKeys {

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long TIB = 1L << 40;

  /** The file that is read; only in the builder, a system property or the environment. */
  public static final ConfigKey<Path> CONFIG =
      ConfigKey.path("ipc.config", "The configuration file to read.")
          .withoutDefault("./ipc.properties, if it exists");

  /** The transport of all channels that choose none themselves. */
  public static final ConfigKey<String> TRANSPORT =
      ConfigKey.name("ipc.transport", "The transport that carries channels and regions.")
          .required();

  /** The transport of regions. */
  public static final ConfigKey<String> REGIONS_TRANSPORT =
      ConfigKey.name(
              "ipc.regions.transport",
              "The transport that carries regions, where the one for channels has none.")
          .withFallback(TRANSPORT);

  /** The transport of children. */
  public static final ConfigKey<String> CHILDREN_TRANSPORT =
      ConfigKey.name(
              "ipc.children.transport",
              "The transport that launches child processes, where the one for channels can't.")
          .withFallback(TRANSPORT);

  /** Separates applications on one machine. */
  public static final ConfigKey<String> NAMESPACE =
      ConfigKey.name(
              "ipc.namespace",
              "Processes see each other's channels and regions only within one namespace.")
          .withDefault("default");

  /** The base directory of all files. */
  public static final ConfigKey<Path> DIRECTORY =
      ConfigKey.path("ipc.directory", "The base directory for the files of transports.")
          .withoutDefault("chosen by the transport");

  /** How blocked callers wait. */
  public static final ConfigKey<WaitMode> WAIT =
      ConfigKey.words(
              "ipc.wait",
              "How a blocked caller waits, from the shortest reaction to the least processor time.",
              WaitMode.class)
          .withDefault(WaitMode.BLOCK);

  /** How long {@code block} spins first. */
  public static final ConfigKey<Duration> SPIN =
      ConfigKey.duration(
              "ipc.spin",
              "How long a caller that waits by `block` spins before it sleeps.",
              Duration.ZERO,
              Duration.ofSeconds(1))
          .withDefault(Duration.ofNanos(20_000));

  /** How long a close may flush. */
  public static final ConfigKey<Duration> LINGER =
      ConfigKey.duration(
              "ipc.linger",
              "How long a close may wait for what was sent to be on its way.",
              Duration.ZERO,
              Duration.ofHours(1))
          .withDefault(Duration.ofSeconds(5));

  /** The transport of one channel. */
  public static final ConfigKey<String> CHANNEL_TRANSPORT =
      ConfigKey.name("ipc.channel.NAME.transport", "The transport that carries this channel.")
          .withFallback(TRANSPORT);

  /** Bytes in flight. */
  public static final ConfigKey<Long> CHANNEL_CAPACITY =
      ConfigKey.size(
              "ipc.channel.NAME.capacity",
              "How many bytes, sent and not yet received, a link of the channel holds.",
              4 * KIB,
              TIB)
          .withDefault(4 * MIB);

  /** The limit of one message. */
  public static final ConfigKey<Long> CHANNEL_MAX_MESSAGE_SIZE =
      ConfigKey.size(
              "ipc.channel.NAME.max-message-size",
              "The largest message; both ends must agree.",
              0,
              TIB)
          .withDefault(16 * MIB);

  /** The size of every message. */
  public static final ConfigKey<Long> CHANNEL_FIXED_SIZE =
      ConfigKey.size(
              "ipc.channel.NAME.fixed-size",
              "The size that every message has; both ends must agree.",
              1,
              TIB)
          .withoutDefault("messages of any size");

  /** What a send does when there is no room. */
  public static final ConfigKey<Policy> CHANNEL_POLICY =
      ConfigKey.words(
              "ipc.channel.NAME.policy",
              "What a send does when there is no room for the message.",
              Policy.class)
          .withDefault(Policy.BLOCK);

  /** How blocked callers of one channel wait. */
  public static final ConfigKey<WaitMode> CHANNEL_WAIT =
      ConfigKey.words(
              "ipc.channel.NAME.wait",
              "How a blocked caller of this channel waits.",
              WaitMode.class)
          .withFallback(WAIT);

  /** Which side listens. */
  public static final ConfigKey<Bind> CHANNEL_BIND =
      ConfigKey.words(
              "ipc.channel.NAME.bind",
              "Which side listens on the channel's name, while the other connects.",
              Bind.class)
          .withDefault(Bind.AUTO);

  /** How many receivers a queue has. */
  public static final ConfigKey<Receivers> CHANNEL_RECEIVERS =
      ConfigKey.words(
              "ipc.channel.NAME.receivers",
              "Whether a queue has one receiver, or many that compete for its messages.",
              Receivers.class)
          .withDefault(Receivers.SINGLE);

  /** How far a competing receiver may lag behind. */
  public static final ConfigKey<Long> CHANNEL_WINDOW =
      ConfigKey.longInteger(
              "ipc.channel.NAME.window",
              "How many messages a competing receiver has at most before it has handled them: few"
                  + " share the work evenly, many keep fast receivers busy. The sender's side counts; on"
                  + " shm it is always one.",
              1,
              65_536)
          .withDefault(8L);

  /** Whether messages are acknowledged. */
  public static final ConfigKey<Delivery> CHANNEL_DELIVERY =
      ConfigKey.words(
              "ipc.channel.NAME.delivery",
              "Whether the receiver acknowledges what it has consumed; both ends must agree.",
              Delivery.class)
          .withDefault(Delivery.PLAIN);

  /** Messages for subscribers that join late. */
  public static final ConfigKey<Long> CHANNEL_HISTORY =
      ConfigKey.longInteger(
              "ipc.channel.NAME.history",
              "How many of the latest messages of each publisher a subscriber that joins late still"
                  + " gets, as far as `capacity` holds them together; they are kept also while"
                  + " nobody subscribes.",
              0,
              1_000_000_000)
          .withDefault(0L);

  /** The checksum of each record. */
  public static final ConfigKey<ChecksumKind> CHANNEL_CHECKSUM =
      ConfigKey.words(
              "ipc.channel.NAME.checksum",
              "The checksum that each record carries; both ends must agree.",
              ChecksumKind.class)
          .withDefault(ChecksumKind.NONE);

  /** Memory for large loans. */
  public static final ConfigKey<Long> CHANNEL_POOL =
      ConfigKey.size(
              "ipc.channel.NAME.pool",
              "How many bytes each sending end sets aside for large messages, which are then"
                  + " written and read in place; what fits neither there nor in the ring is cut.",
              0,
              TIB)
          .withDefault(0L);

  /** Where the transport finds the channel. */
  public static final ConfigKey<String> CHANNEL_ADDRESS =
      ConfigKey.string(
              "ipc.channel.NAME.address", "The channel's address, in the form of its transport.")
          .withoutDefault("derived from the name");

  /** Where a region lives. */
  public static final ConfigKey<Backing> REGION_BACKING =
      ConfigKey.words(
              "ipc.region.NAME.backing", "Where the bytes of the region live.", Backing.class)
          .withDefault(Backing.MEMORY);

  /** Whether writes are guarded. */
  public static final ConfigKey<Boolean> REGION_GUARDED =
      ConfigKey.bool(
              "ipc.region.NAME.guarded",
              "Whether the region can be written to only through guarded writes.")
          .withDefault(false);

  private static final Map<String, List<ConfigKey<?>>> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put(
        "Session",
        List.of(
            CONFIG,
            TRANSPORT,
            REGIONS_TRANSPORT,
            CHILDREN_TRANSPORT,
            NAMESPACE,
            DIRECTORY,
            WAIT,
            SPIN,
            LINGER));
    SECTIONS.put(
        "Channels",
        List.of(
            CHANNEL_TRANSPORT,
            CHANNEL_ADDRESS,
            CHANNEL_BIND,
            CHANNEL_CAPACITY,
            CHANNEL_MAX_MESSAGE_SIZE,
            CHANNEL_FIXED_SIZE,
            CHANNEL_POLICY,
            CHANNEL_WAIT,
            CHANNEL_RECEIVERS,
            CHANNEL_WINDOW,
            CHANNEL_DELIVERY,
            CHANNEL_HISTORY,
            CHANNEL_CHECKSUM,
            CHANNEL_POOL));
    SECTIONS.put("Regions", List.of(REGION_BACKING, REGION_GUARDED));
  }

  private ConfigKeys() {}

  /** The keys by section of the documentation, in its order. */
  public static Map<String, List<ConfigKey<?>>> sections() {
    return Collections.unmodifiableMap(SECTIONS);
  }

  /** All keys, in the order of the documentation. */
  public static List<ConfigKey<?>> all() {
    List<ConfigKey<?>> keys = new ArrayList<>();
    SECTIONS.values().forEach(keys::addAll);
    return keys;
  }
}
