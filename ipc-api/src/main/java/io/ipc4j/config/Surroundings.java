package io.ipc4j.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a process can be configured by from outside.
 *
 * @param properties the system properties
 * @param environment the environment
 * @param directory the working directory
 */
record Surroundings(Properties properties, Map<String, String> environment, Path directory) {

  /** System properties that steer the framework's own build and are no configuration. */
  private static final Set<String> NOT_CONFIGURATION = Set.of("ipc.docs.update", "ipc.fast");

  static Surroundings ofThisProcess() {
    return new Surroundings(System.getProperties(), System.getenv(), Path.of(""));
  }

  /** The settings of the environment, then those of the system properties. */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(Variables.PREFIX) && !Variables.NOT_CONFIGURATION.contains(variable)) {
        String value = environment.getOrDefault(variable, "");
        settings.add(new Setting(variable, value, ConfigSource.environment(variable)));
      }
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith("ipc.") && !NOT_CONFIGURATION.contains(key)) {
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
