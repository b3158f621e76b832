package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.spi.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The installed transports, and what each of them has to be told to work on this machine. */
public final class Transports {
  private Transports() {}

  /** Those over which two processes that don't know each other can talk here. */
  public static List<String> betweenStrangers() {
    return Ipc.installed().stream()
        .filter(info -> info.traits().containsAll(Set.of(Trait.CROSS_PROCESS, Trait.RENDEZVOUS)))
        .filter(TransportInfo::available)
        .map(TransportInfo::name)
        .toList();
  }

  /** Whether an installed transport declares a trait. */
  static boolean declares(String transport, Trait trait) {
    return Ipc.installed().stream()
        .anyMatch(info -> info.name().equals(transport) && info.traits().contains(trait));
  }

  /**
   * The configuration for one transport: what reaches other machines needs addresses.
   *
   * @param channels the channels that will be opened
   */
  public static Map<String, String> settings(String transport, List<String> channels) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ConfigKeys.TRANSPORT.name(), transport);
    if (declares(transport, Trait.REMOTE)) {
      Set<Integer> ports = new HashSet<>();
      for (String channel : channels) {
        int port;
        do {
          port = freePort();
        } while (!ports.add(port));
        settings.put(ConfigKeys.CHANNEL_ADDRESS.nameFor(channel), "127.0.0.1:" + port);
      }
    }
    return settings;
  }

  /** A port that is free now for streams and for datagrams. */
  private static int freePort() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket stream = new ServerSocket(0, 1, loopback);
        DatagramSocket _ =
            new DatagramSocket(new InetSocketAddress(loopback, stream.getLocalPort()))) {
      return stream.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
