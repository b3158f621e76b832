package io.ipc4j.internal;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.Names;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.region.Backing;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.TransportProvider;
import java.util.OptionalLong;

/**
 * Makes specifications of channels and regions from configuration, refusing what the transport has
 * not declared.
 */
final class Specs {
  private final ResolvedConfig config;
  private final Providers providers;
  private final TransportProvider provider;

  Specs(ResolvedConfig config, Providers providers, TransportProvider provider) {
    this.config = config;
    this.providers = providers;
    this.provider = provider;
  }

  /**
   * The specification of one end of a channel.
   *
   * @param codecSize the fixed size that the codec asks for, if it does
   */
  ChannelSpec channel(String name, Pattern pattern, Role role, OptionalLong codecSize) {
    Names.require("channel", name);
    OptionalLong fixed = fixedSize(name, pattern, codecSize);
    ChannelSpec spec =
        new ChannelSpec(
            name,
            pattern,
            fixed,
            fixed.orElse(config.get(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE, name)),
            config.get(ConfigKeys.CHANNEL_CAPACITY, name),
            config.get(ConfigKeys.CHANNEL_POLICY, name),
            config.get(ConfigKeys.CHANNEL_WAIT, name),
            config.get(ConfigKeys.SPIN),
            config.get(ConfigKeys.CHANNEL_BIND, name),
            config.get(ConfigKeys.CHANNEL_RECEIVERS, name),
            config.get(ConfigKeys.CHANNEL_DELIVERY, name),
            config.get(ConfigKeys.CHANNEL_HISTORY, name),
            config.get(ConfigKeys.CHANNEL_CHECKSUM, name),
            config.get(ConfigKeys.CHANNEL_POOL, name),
            config.find(ConfigKeys.CHANNEL_ADDRESS, name));
    requireDeclared(spec, role);
    return spec;
  }

  private OptionalLong fixedSize(String name, Pattern pattern, OptionalLong codecSize) {
    OptionalLong configured =
        config
            .find(ConfigKeys.CHANNEL_FIXED_SIZE, name)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty());
    if (configured.isEmpty()) {
      return pattern == Pattern.REQUEST_REPLY ? OptionalLong.empty() : codecSize;
    }
    if (pattern == Pattern.REQUEST_REPLY) {
      throw bad(name, "requests and replies have different sizes; a fixed size is not possible");
    }
    if (codecSize.isPresent() && codecSize.getAsLong() != configured.getAsLong()) {
      throw bad(name, "the codec's messages are of " + codecSize.getAsLong() + " bytes");
    }
    return configured;
  }

  private IpcConfigException bad(String name, String problem) {
    return new IpcConfigException(
        ErrorIds.BAD_VALUE,
        config.about(ConfigKeys.CHANNEL_FIXED_SIZE, name).problem(problem).toString());
  }

  private void requireDeclared(ChannelSpec spec, Role role) {
    String name = spec.name();
    if (spec.receivers() == Receivers.COMPETING) {
      requireQueue(spec, ConfigKeys.CHANNEL_RECEIVERS, "only the receivers of a queue can compete");
      require(Trait.COMPETING, ConfigKeys.CHANNEL_RECEIVERS, name);
    }
    if (spec.delivery() == Delivery.ACKNOWLEDGED) {
      requireQueue(spec, ConfigKeys.CHANNEL_DELIVERY, "only a queue acknowledges what it delivers");
      require(Trait.ACKNOWLEDGED, ConfigKeys.CHANNEL_DELIVERY, name);
    }
    if (spec.policy() == Policy.DROP_OLDEST && role == Role.WRITER && isAcknowledged(spec)) {
      throw notReplaceable(spec);
    }
    if (spec.policy() == Policy.DROP_OLDEST && role != Role.READER && role != Role.RESPONDER) {
      require(Trait.OVERWRITE, ConfigKeys.CHANNEL_POLICY, name);
    }
    if (spec.policy() == Policy.DROP_OLDEST && role == Role.REQUESTER) {
      throw notReplaceable(spec, "a request whose reply is waited for can't be replaced");
    }
    if (spec.history() > 0) {
      requireHistory(spec);
    }
    if (spec.checksum() != ChecksumKind.NONE) {
      require(Trait.CHECKSUM, ConfigKeys.CHANNEL_CHECKSUM, name);
    }
    if (spec.pool() > 0) {
      require(Trait.POOL, ConfigKeys.CHANNEL_POOL, name);
    }
  }

  private void requireHistory(ChannelSpec spec) {
    require(Trait.HISTORY, ConfigKeys.CHANNEL_HISTORY, spec.name());
    if (spec.pattern() != Pattern.PUBLISH_SUBSCRIBE) {
      throw new IpcConfigException(
          ErrorIds.NOT_SUPPORTED,
          config
              .about(ConfigKeys.CHANNEL_HISTORY, spec.name())
              .problem("only subscribers can join late")
              .remedy("Leave it out for this channel, or open it with publisher and subscriber")
              .toString());
    }
    long most =
        spec.fixedSize().isEmpty() ? Long.MAX_VALUE : spec.capacity() / spec.maxMessageSize();
    if (spec.history() > most) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          config
              .about(ConfigKeys.CHANNEL_HISTORY, spec.name())
              .problem("a link never holds so many messages of " + spec.maxMessageSize() + " bytes")
              .labelled(
                  "Its size", config.about(ConfigKeys.CHANNEL_CAPACITY, spec.name()).toString())
              .allowed("0 to " + most)
              .toString());
    }
  }

  private void requireQueue(ChannelSpec spec, ConfigKey<?> key, String problem) {
    if (spec.pattern() != Pattern.QUEUE) {
      throw new IpcConfigException(
          ErrorIds.NOT_SUPPORTED,
          config
              .about(key, spec.name())
              .problem(problem)
              .remedy("Leave it out for this channel, or open it with sender and receiver")
              .toString());
    }
  }

  private IpcConfigException notReplaceable(ChannelSpec spec, String problem) {
    return new IpcConfigException(
        ErrorIds.BAD_VALUE,
        config
            .about(ConfigKeys.CHANNEL_POLICY, spec.name())
            .problem(problem)
            .allowed("block, fail, drop-newest")
            .toString());
  }

  private IpcConfigException notReplaceable(ChannelSpec spec) {
    boolean competing = spec.receivers() == Receivers.COMPETING;
    ConfigKey<?> why = competing ? ConfigKeys.CHANNEL_RECEIVERS : ConfigKeys.CHANNEL_DELIVERY;
    return new IpcConfigException(
        ErrorIds.BAD_VALUE,
        config
            .about(ConfigKeys.CHANNEL_POLICY, spec.name())
            .problem("a message that its receiver is going to acknowledge can't be replaced")
            .labelled("Acknowledged because of", config.about(why, spec.name()).toString())
            .allowed("block, fail, drop-newest")
            .toString());
  }

  /** Whether the sender keeps each message until a receiver says that it has handled it. */
  static boolean isAcknowledged(ChannelSpec spec) {
    return spec.receivers() == Receivers.COMPETING || spec.delivery() == Delivery.ACKNOWLEDGED;
  }

  private void require(Trait trait, ConfigKey<?> key, String name) {
    if (!provider.traits().contains(trait)) {
      throw new IpcConfigException(
          ErrorIds.NOT_SUPPORTED,
          config
              .about(key, name)
              .problem("transport %s doesn't have %s".formatted(provider.name(), trait.text()))
              .list("Installed transports that have it", providers.namesWith(trait))
              .toString());
    }
  }

  /** The specification of a region. */
  RegionSpec region(String name) {
    Names.require("region", name);
    RegionSpec spec =
        new RegionSpec(
            name,
            config.get(ConfigKeys.REGION_BACKING, name),
            config.get(ConfigKeys.REGION_GUARDED, name));
    if (spec.backing() == Backing.FILE) {
      require(Trait.REGION_FILE, ConfigKeys.REGION_BACKING, name);
    }
    if (spec.guarded()) {
      require(Trait.REGION_GUARD, ConfigKeys.REGION_GUARDED, name);
    }
    return spec;
  }

  /** Whether this end listens; the other one connects. */
  static boolean listens(ChannelSpec spec, Role role) {
    boolean sending = role == Role.WRITER || role == Role.REQUESTER;
    return switch (spec.bind()) {
      case SENDER -> sending;
      case RECEIVER -> !sending;
      case AUTO -> spec.hasManyReceivers() == sending;
    };
  }
}
