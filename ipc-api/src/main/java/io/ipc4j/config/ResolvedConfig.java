package io.ipc4j.config;

import io.ipc4j.config.ConfigSource.Kind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A configuration whose every key is known and whose every value is allowed; answers by typed key.
 *
 * <p>For a key with a placeholder, the value of the name itself comes first, wherever it was
 * written; then the value written with {@code *} as the name; then the key's fallback; then its
 * default. The name in an environment variable means every lower-case name that reads the same with
 * {@code .} and {@code -} written as {@code _}. Immutable.
 */
public final class ResolvedConfig {

  private final Catalogue catalogue;

  /** What is written, under the full names of the keys, by what it holds for and then by kind. */
  private final Map<Slot, Map<Kind, Setting>> settings = new HashMap<>();

  /** The names that were written for keys of one prefix, by prefix. */
  private final Map<String, SortedSet<String>> names = new HashMap<>();

  /**
   * What a setting holds for. Variables have slots of their own, since a name in one means several.
   */
  private record Slot(String key, @Nullable String name, boolean variable) {}

  /** What holds for a key; the value is null if there is none. */
  private record Holding<T>(
      String name, @Nullable T value, @Nullable String text, ConfigSource source) {}

  ResolvedConfig(Catalogue catalogue, Collection<Setting> written) {
    this.catalogue = catalogue;
    for (Setting setting : written) {
      Catalogue.Match match = catalogue.match(setting);
      Setting named = new Setting(match.fullName(), setting.value(), setting.source());
      match.key().parse(named.key(), named.value(), named.source());
      Kind kind = named.source().kind();
      settings
          .computeIfAbsent(
              new Slot(match.key().name(), match.name(), kind == Kind.ENVIRONMENT),
              slot -> new EnumMap<>(Kind.class))
          .put(kind, named);
      if (match.name() != null && !match.name().equals(Catalogue.ANY)) {
        names.computeIfAbsent(match.key().prefix(), p -> new TreeSet<>()).add(match.name());
      }
    }
  }

  /**
   * The value of a key.
   *
   * @throws IpcConfigException with the id {@code ipc/missing-value} if it has none
   */
  public <T> T get(ConfigKey<T> key) {
    return find(key).orElseThrow(() -> missing(key.name(), key));
  }

  /**
   * The value of a key for one channel or region.
   *
   * @throws IpcConfigException with the id {@code ipc/missing-value} if it has none
   */
  public <T> T get(ConfigKey<T> key, String name) {
    return find(key, name).orElseThrow(() -> missing(key.nameFor(name), key));
  }

  /** The value of a key, or empty if it has neither value nor default. */
  public <T> Optional<T> find(ConfigKey<T> key) {
    return Optional.ofNullable(holding(key, null).value());
  }

  /** The value of a key for one channel or region, or empty if it has neither value nor default. */
  public <T> Optional<T> find(ConfigKey<T> key, String name) {
    return Optional.ofNullable(holding(key, name).value());
  }

  /** Where the value of a key came from. */
  public ConfigSource origin(ConfigKey<?> key) {
    return holding(key, null).source();
  }

  /** Where the value of a key for one channel or region came from. */
  public ConfigSource origin(ConfigKey<?> key, String name) {
    return holding(key, name).source();
  }

  /** Begins an error about a key's value: {@code key=value (source)}, or the key if it has none. */
  public ErrorText about(ConfigKey<?> key) {
    return about(holding(key, null));
  }

  /** Begins an error about a key's value for one channel or region. */
  public ErrorText about(ConfigKey<?> key, String name) {
    return about(holding(key, name));
  }

  private static ErrorText about(Holding<?> holding) {
    return holding.text() == null
        ? ErrorText.of(holding.name())
        : ErrorText.of(holding.name(), holding.text()).from(holding.source());
  }

  /**
   * Every key with what holds for it: in the order of declaration, a key with a placeholder first
   * as such and then for each name for which anything is written.
   */
  public List<ConfigEntry> entries() {
    List<ConfigEntry> entries = new ArrayList<>();
    for (ConfigKey<?> key : catalogue.keys()) {
      if (!key.isPerName()) {
        entries.add(entry(key.name(), key, null));
        continue;
      }
      entries.add(entry(key.name(), key, Catalogue.ANY));
      for (String name : distinctNames(key)) {
        entries.add(entry(key.nameFor(name), key, name));
      }
    }
    return entries;
  }

  private ConfigEntry entry(String shown, ConfigKey<?> key, @Nullable String name) {
    Holding<?> holding = holding(key, name);
    return new ConfigEntry(shown, key, Optional.ofNullable(holding.text()), holding.source());
  }

  /** The names written for a key's prefix, without those that only repeat another as a variable. */
  private SortedSet<String> distinctNames(ConfigKey<?> key) {
    SortedSet<String> all = names.getOrDefault(key.prefix(), new TreeSet<>());
    SortedSet<String> distinct = new TreeSet<>(all);
    for (String name : all) {
      String underscored = Variables.underscored(name);
      if (!underscored.equals(name)) {
        distinct.remove(underscored);
      }
    }
    return distinct;
  }

  private <T> Holding<T> holding(ConfigKey<T> key, @Nullable String name) {
    check(key, name);
    Setting setting = setting(key, name);
    if (setting == null && name != null) {
      setting = setting(key, Catalogue.ANY);
    }
    if (setting != null) {
      T value = key.parse(setting.key(), setting.value(), setting.source());
      String text = key.shown(setting.value().strip());
      return new Holding<>(setting.key(), value, text, setting.source());
    }
    Optional<ConfigKey<T>> fallback = key.fallback();
    if (fallback.isPresent()) {
      return holding(fallback.get(), null);
    }
    T value = key.defaultValue().orElse(null);
    return new Holding<>(
        name == null ? key.name() : key.nameFor(name),
        value,
        value == null ? null : key.shown(key.format(value)),
        ConfigSource.DEFAULT);
  }

  private void check(ConfigKey<?> key, @Nullable String name) {
    if (!catalogue.contains(key)) {
      throw misuse(key, "is not declared");
    }
    if (key.isPerName() != (name != null)) {
      throw misuse(key, name == null ? "needs a name" : "takes no name");
    }
  }

  private static IpcUsageException misuse(ConfigKey<?> key, String problem) {
    return new IpcUsageException(
        ErrorIds.BAD_KEY, ErrorText.of("key", key.name()).problem(problem).text());
  }

  /** The strongest setting of exactly this key and name. */
  private @Nullable Setting setting(ConfigKey<?> key, @Nullable String name) {
    Map<Kind, Setting> found = new EnumMap<>(Kind.class);
    found.putAll(settings.getOrDefault(new Slot(key.name(), name, false), Map.of()));
    String underscored = name == null ? null : Variables.underscored(name);
    found.putAll(settings.getOrDefault(new Slot(key.name(), underscored, true), Map.of()));
    return found.values().stream().findFirst().orElse(null);
  }

  private static IpcConfigException missing(String name, ConfigKey<?> key) {
    return new IpcConfigException(
        ErrorIds.MISSING_VALUE,
        ErrorText.of(name)
            .problem("not set, and it has no default")
            .labelled("Meaning", key.meaning())
            .allowed(key.allowed())
            .text());
  }
}
