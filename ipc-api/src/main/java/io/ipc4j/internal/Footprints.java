package io.ipc4j.internal;

import io.ipc4j.Footprint;
import io.ipc4j.channel.Pattern;
import io.ipc4j.config.ConfigEntry;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What the ends of the configured channels would reserve, as far as their transports know. */
final class Footprints {
  /** Stands for every channel that has no value of its own. */
  private static final String ANY = "NAME";

  private final ResolvedConfig config;
  private final Providers providers;
  private final List<Footprint> found = new ArrayList<>();

  private Footprints(ResolvedConfig config, Providers providers) {
    this.config = config;
    this.providers = providers;
  }

  static List<Footprint> of(ResolvedConfig config, Providers providers) {
    Footprints footprints = new Footprints(config, providers);
    footprints.add(ANY);
    footprints.channels().forEach(footprints::add);
    return List.copyOf(footprints.found);
  }

  private Set<String> channels() {
    Set<String> names = new TreeSet<>();
    for (ConfigEntry entry : config.entries()) {
      String prefix = entry.key().name().replaceFirst("NAME.*", "");
      String suffix = entry.key().name().replaceFirst(".*NAME", "");
      if (prefix.equals("ipc.channel.") && !entry.name().equals(entry.key().name())) {
        names.add(entry.name().substring(prefix.length(), entry.name().length() - suffix.length()));
      }
    }
    return names;
  }

  private void add(String channel) {
    Optional<String> transport =
        config
            .find(ConfigKeys.CHANNEL_TRANSPORT, channel)
            .or(() -> config.find(ConfigKeys.TRANSPORT));
    Optional<TransportProvider> provider = transport.flatMap(providers::find);
    if (provider.isPresent()) {
      add(channel, provider.get(), Pattern.QUEUE, Role.WRITER);
      add(channel, provider.get(), Pattern.QUEUE, Role.READER);
      add(channel, provider.get(), Pattern.PUBLISH_SUBSCRIBE, Role.WRITER);
      add(channel, provider.get(), Pattern.PUBLISH_SUBSCRIBE, Role.READER);
      add(channel, provider.get(), Pattern.REQUEST_REPLY, Role.REQUESTER);
      add(channel, provider.get(), Pattern.REQUEST_REPLY, Role.RESPONDER);
    }
  }

  private void add(String channel, TransportProvider provider, Pattern pattern, Role role) {
    try {
      ChannelSpec spec =
          new Specs(config, providers, provider)
              .channel(channel, pattern, role, OptionalLong.empty());
      OptionalLong bytes = provider.footprint(spec, role);
      if (bytes.isPresent()) {
        found.add(new Footprint(channel, provider.name(), pattern, role, bytes.getAsLong()));
      }
    } catch (IpcConfigException e) {
      // This channel can't be used in that way: opening such an end says why.
    }
  }
}
