package io.ipc4j.tool.trial;

import io.ipc4j.TransportInfo;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.spi.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The configuration of one trial of a transport on this machine, the same for all who take part:
 * channels that both sides can open, whatever the transport needs for that.
 *
 * @param values by key
 */
public record TrialSettings(Map<String, String> values) {

  private static final String LINGER = "1m";
  private static final int PORT_ATTEMPTS = 20;

  /**
   * A name that no other run has, so that a trial meets nobody's channels and regions.
   *
   * @param prefix what it begins with
   * @return a namespace
   */
  public static String newNamespace(String prefix) {
    return prefix + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /**
   * Settings for one transport. What the user set is stronger than what is chosen here, except for
   * the transport and the namespace.
   *
   * @param transport the transport that is tried
   * @param user what the user set on the command line
   * @param namespace the trial's own
   * @param channels the channels that are opened
   * @return the settings
   */
  public static TrialSettings of(
      TransportInfo transport, Map<String, String> user, String namespace, List<String> channels) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(ConfigKeys.LINGER.name(), LINGER);
    if (transport.traits().contains(Trait.REMOTE)) {
      addresses(channels, values);
    }
    values.putAll(user);
    values.put(ConfigKeys.NAMESPACE.name(), namespace);
    values.put(ConfigKeys.TRANSPORT.name(), transport.name());
    if (transport.traits().contains(Trait.REGIONS)) {
      values.put(ConfigKeys.REGIONS_TRANSPORT.name(), transport.name());
    }
    for (String channel : channels) {
      values.put(ConfigKeys.CHANNEL_TRANSPORT.nameFor(channel), transport.name());
    }
    return new TrialSettings(values);
  }

  /** What reaches other machines finds its peers by address: here that of the loopback. */
  private static void addresses(List<String> channels, Map<String, String> values) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<Integer> taken = new ArrayList<>();
    for (String channel : channels) {
      int port = freePort(loopback, taken);
      taken.add(port);
      values.put(
          ConfigKeys.CHANNEL_ADDRESS.nameFor(channel), loopback.getHostAddress() + ":" + port);
    }
  }

  /** A port that nobody has bound now, neither for streams nor for datagrams. */
  private static int freePort(InetAddress loopback, List<Integer> taken) {
    IOException last = null;
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      try (ServerSocket stream = new ServerSocket(0, 1, loopback);
          DatagramSocket _ =
              new DatagramSocket(new InetSocketAddress(loopback, stream.getLocalPort()))) {
        if (!taken.contains(stream.getLocalPort())) {
          return stream.getLocalPort();
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException("no port is free", last == null ? new IOException() : last);
  }

  /**
   * The same with one value more.
   *
   * @param key the key
   * @param value its value
   * @return new settings
   */
  public TrialSettings with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return new TrialSettings(more);
  }

  /**
   * The settings as a session's configuration.
   *
   * @return above what the surroundings say
   */
  public IpcConfig config() {
    IpcConfig.Builder config = IpcConfig.builder().loadDefaults();
    values.forEach((key, value) -> config.set(key, value, "trial"));
    return config.build();
  }

  /**
   * The settings as arguments of a worker process.
   *
   * @return options of its command line
   */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    values.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }
}
