package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.config.ConfigEntry;
import io.ipc4j.config.ConfigKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured for one channel of a session.
 *
 * @param channel the channel's name
 * @param entries the session's configuration by name of the key
 */
record ChannelSettings(String channel, Map<String, ConfigEntry> entries) {

  static ChannelSettings of(Ipc ipc, String channel) {
    Map<String, ConfigEntry> entries = new HashMap<>();
    ipc.explain().entries().forEach(entry -> entries.put(entry.name(), entry));
    return new ChannelSettings(channel, entries);
  }

  /** The value of a key of channels, if it has one. */
  <T> Optional<T> find(ConfigKey<T> key) {
    ConfigEntry own = entries.get(key.nameFor(channel));
    ConfigEntry entry = own != null ? own : entries.get(key.name());
    return entry == null
        ? Optional.empty()
        : entry.value().map(text -> key.parse(text, entry.source()));
  }
}
