package io.ipc4j.config;

import io.ipc4j.config.ConfigSource.Kind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configuration as it was written: keys, texts and where each came from, before it is checked
 * against the keys that exist. Immutable.
 */
public final class IpcConfig {

  /** The file that is read if no other is named and it exists. */
  private static final Path USUAL_FILE = Path.of("./ipc.properties");

  private final Map<Place, Setting> settings;

  /** Where a key can be set once. */
  private record Place(Kind kind, String key) {
    static Place of(Setting setting) {
      return new Place(setting.source().kind(), setting.key());
    }
  }

  private IpcConfig(Map<Place, Setting> settings) {
    this.settings = Collections.unmodifiableMap(settings);
  }

  /** Begins a configuration that is empty. */
  public static Builder builder() {
    return new Builder(Surroundings.ofThisProcess());
  }

  /** The same with other surroundings, for tests. */
  static Builder builder(Surroundings surroundings) {
    return new Builder(surroundings);
  }

  /**
   * Reads what {@link Builder#loadDefaults} reads. Blocks for the reading of a file.
   *
   * @throws IpcConfigException if a file cannot be used
   */
  public static IpcConfig load() {
    return builder().loadDefaults().build();
  }

  /** This configuration with one value more, as set by the program. */
  public IpcConfig with(String key, String value) {
    if (key.equals(ConfigKeys.CONFIG.name())) {
      throw new IpcUsageException(
          ErrorIds.BAD_KEY,
          ErrorText.of(key, value)
              .problem("the configuration is loaded already")
              .remedy("Use IpcConfig.builder().loadFile(path)")
              .text());
    }
    Setting setting = new Setting(key, value, ConfigSource.BUILDER);
    Map<Place, Setting> copy = new LinkedHashMap<>(settings);
    copy.put(Place.of(setting), setting);
    return new IpcConfig(copy);
  }

  /** This configuration with one value more, as set by the program. */
  public <T> IpcConfig with(ConfigKey<T> key, T value) {
    return with(key.name(), key.format(value));
  }

  /** This configuration with one value more for a channel or region; {@code *} means all. */
  public <T> IpcConfig with(ConfigKey<T> key, String name, T value) {
    return with(key.nameFor(name), key.format(value));
  }

  /** Everything that was written, also what a stronger source overrides. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  /**
   * Checks everything against the framework's keys and those declared, and gives the values
   * meaning.
   *
   * @param declared the keys of the installed transports
   * @throws IpcConfigException if a key is unknown or a value is not allowed
   */
  public ResolvedConfig resolve(Collection<? extends ConfigKey<?>> declared) {
    List<ConfigKey<?>> keys = new ArrayList<>(ConfigKeys.all());
    keys.addAll(declared);
    return new ResolvedConfig(new Catalogue(keys), settings.values());
  }

  @Override
  public String toString() {
    return settings().toString();
  }

  /** Collects a configuration. For use by one thread. */
  public static final class Builder {

    private final Surroundings surroundings;
    private final List<Path> files = new ArrayList<>();
    private final Map<Place, Setting> programmed = new LinkedHashMap<>();
    private boolean defaults;

    private Builder(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    /** Sets a value, which is stronger than one from any other source. */
    public Builder set(String key, String value) {
      return set(key, value, ConfigSource.BUILDER.detail());
    }

    /**
     * Sets a value.
     *
     * @param origin how messages name the place where the value was set, such as {@code --set}
     */
    public Builder set(String key, String value, String origin) {
      Setting setting = new Setting(key, value, new ConfigSource(Kind.BUILDER, origin));
      programmed.put(Place.of(setting), setting);
      return this;
    }

    /** Sets a value. */
    public <T> Builder set(ConfigKey<T> key, T value) {
      return set(key.name(), key.format(value));
    }

    /** Sets a value for one channel or region; the name {@code *} means all. */
    public <T> Builder set(ConfigKey<T> key, String name, T value) {
      return set(key.nameFor(name), key.format(value));
    }

    /**
     * Adds the system properties that begin with {@code ipc.}, the variables of the environment
     * that begin with {@code IPC_}, and the file that {@code ipc.config} or {@code IPC_CONFIG}
     * names, or else {@code ./ipc.properties} if it exists.
     */
    public Builder loadDefaults() {
      defaults = true;
      return this;
    }

    /**
     * Adds a file; its values are stronger than those of files added before and of the usual one.
     */
    public Builder loadFile(Path file) {
      files.add(file);
      return this;
    }

    /**
     * Reads the files and makes the configuration. Blocks for the reading of files.
     *
     * @throws IpcConfigException if a file cannot be used
     */
    public IpcConfig build() {
      Map<Place, Setting> collected = new LinkedHashMap<>();
      if (defaults) {
        surroundings.settings().forEach(setting -> collected.put(Place.of(setting), setting));
      }
      collected.putAll(programmed);
      Path named = namedFile(collected);
      List<Path> toRead = new ArrayList<>();
      if (named != null) {
        toRead.add(named);
      } else if (defaults && Files.exists(surroundings.directory().resolve(USUAL_FILE))) {
        toRead.add(USUAL_FILE);
      }
      toRead.addAll(files);
      toRead.forEach(file -> addFile(collected, file));
      return new IpcConfig(collected);
    }

    private static @Nullable Path namedFile(Map<Place, Setting> collected) {
      String key = ConfigKeys.CONFIG.name();
      Setting setting = collected.get(new Place(Kind.BUILDER, key));
      if (setting == null) {
        setting = collected.get(new Place(Kind.SYSTEM_PROPERTY, key));
      }
      if (setting == null) {
        setting = collected.get(new Place(Kind.ENVIRONMENT, Variables.nameOf(key)));
      }
      return setting == null ? null : ConfigKeys.CONFIG.parse(setting.value(), setting.source());
    }

    private void addFile(Map<Place, Setting> collected, Path file) {
      for (Setting setting : surroundings.readFile(file)) {
        if (setting.key().equals(ConfigKeys.CONFIG.name())) {
          throw new IpcConfigException(
              ErrorIds.CONFIG_FILE,
              ErrorText.of(setting.key(), setting.value())
                  .from(setting.source())
                  .problem("a configuration file cannot name another one")
                  .text());
        }
        collected.put(Place.of(setting), setting);
      }
    }
  }
}
