package io.ipc4j.aeron;

import io.ipc4j.aeron.wiring.UdpWiring;
import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code aeron-udp}. */
public final class AeronUdpProvider implements TransportProvider {
  private static final String NAME = "aeron-udp";
  private static final int FRAME_ALIGNMENT = 32;
  private static final int LOOPBACK_FRAME = 8192;
  private static final int NETWORK_FRAME = 1408;

  /** Plain text beyond this machine. */
  static final ConfigKey<Boolean> INSECURE =
      ConfigKey.bool(
              "ipc.aeron-udp.insecure",
              "Whether messages may leave the machine in plain text, to and from anybody.")
          .withDefault(false);

  /** Where multicast goes. */
  static final ConfigKey<String> INTERFACE =
      ConfigKey.string(
              "ipc.aeron-udp.interface",
              "The network by which multicast groups are reached, such as 10.1.0.0/16.")
          .withoutDefault("chosen by the system");

  /** How large datagrams get. */
  static final ConfigKey<Long> MTU =
      ConfigKey.size(
              "ipc.aeron-udp.mtu",
              "The longest datagram, a multiple of 32; longer ones than the network's suffer more"
                  + " from loss.",
              512,
              Wiring.LONGEST_FRAME)
          .withoutDefault("1408, and 8192 on the loopback network");

  /** For the service loader. */
  public AeronUdpProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Aeron by UDP: unicast, multicast and multi-destination cast, between machines";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS, Trait.REMOTE, Trait.BROADCAST, Trait.COMPETING, Trait.ACKNOWLEDGED);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    List<ConfigKey<?>> keys = new ArrayList<>(AeronKeys.all());
    keys.addAll(List.of(INSECURE, INTERFACE, MTU));
    return List.copyOf(keys);
  }

  @Override
  public Availability availability() {
    return Requirements.check();
  }

  @Override
  public Transport open(TransportContext context) {
    ResolvedConfig config = context.config();
    UdpAddresses addresses = new UdpAddresses(config);
    return new AeronTransport(
        NAME,
        context,
        (channel, role, listens) -> {
          InetSocketAddress address = addresses.of(channel, listens);
          int usual = address.getAddress().isLoopbackAddress() ? LOOPBACK_FRAME : NETWORK_FRAME;
          int frame = config.find(MTU).map(Math::toIntExact).orElse(usual);
          return new UdpWiring(
              address,
              listens,
              config.find(INTERFACE).orElse(""),
              frame / FRAME_ALIGNMENT * FRAME_ALIGNMENT);
        });
  }
}
