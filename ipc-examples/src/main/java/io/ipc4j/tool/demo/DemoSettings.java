package io.ipc4j.tool.demo;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The configuration of one trial, the same for all that take part in it.
 *
 * @param values by key
 */
record DemoSettings(Map<String, String> values) {

  private static final String LINGER = "1m";

  /** A name that no other run has, so that the demo meets nobody's channels and regions. */
  static String newNamespace() {
    return "demo-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /**
   * Settings for one transport.
   *
   * @param user what the user set on the command line
   */
  static DemoSettings of(Map<String, String> user, String namespace, String transport) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(ConfigKeys.LINGER.name(), LINGER);
    values.putAll(user);
    values.put(ConfigKeys.NAMESPACE.name(), namespace);
    values.put(ConfigKeys.TRANSPORT.name(), transport);
    values.put(ConfigKeys.REGIONS_TRANSPORT.name(), transport);
    for (String channel : List.of(Source.STREAM, Source.RATE, Source.PING, Source.PONG)) {
      values.put(ConfigKeys.CHANNEL_TRANSPORT.nameFor(channel), transport);
    }
    return new DemoSettings(values);
  }

  /** The settings as a session's configuration. */
  IpcConfig config() {
    IpcConfig.Builder config = IpcConfig.builder().loadDefaults();
    values.forEach((key, value) -> config.set(key, value, "demo"));
    return config.build();
  }

  /** The settings as arguments of a worker process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    values.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }
}
