package io.ipc4j.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What a process can be configured by from outside.
 *
 * @param properties the system properties
 * @param environment the environment
 * @param directory the working directory
 */
record Surroundings(Properties properties, Map<String, String> environment, Path directory) {

  /**
   * Beginnings of system properties that steer the framework's own build: its test runs inherit
   * them, and they are no configuration.
   */
  private static final List<String> NOT_CONFIGURATION =
      List.of("ipc.docs.", "ipc.fast", "ipc.test.");

  static Surroundings ofThisProcess() {
    return new Surroundings(System.getProperties(), System.getenv(), Path.of(""));
  }

  /** The settings of the environment, then those of the system properties. */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(Variables.PREFIX)
          && !Variables.NOT_CONFIGURATION.contains(variable)) {
        String value = environment.getOrDefault(variable, "");
        settings.add(new Setting(variable, value, ConfigSource.environment(variable)));
      }
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith("ipc.") && NOT_CONFIGURATION.stream().noneMatch(key::startsWith)) {
        String value = properties.getProperty(key, "");
        settings.add(new Setting(key, value, ConfigSource.systemProperty(key)));
      }
    }
    return settings;
  }

  List<Setting> readFile(Path file) {
    return PropertiesFile.read(directory.resolve(file), file);
  }
}
