package io.ipc4j.aeron.wiring;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Streams go by UDP. An end that listens is reached at its configured address, by unicast or
 * multicast; one that connects has a port of its own, which it announces, at the host from which it
 * is heard. What a publisher writes goes to the multicast group, or else to each subscriber's host
 * separately, from one stream (multi-destination cast).
 */
public final class UdpWiring implements Wiring {
  private final InetSocketAddress address;
  private final boolean listens;
  private final String networkInterface;
  private final int longestFrame;
  private final long tag = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);

  /**
   * Makes the wiring of one end.
   *
   * @param address where the ends meet, resolved
   * @param listens whether this end listens
   * @param networkInterface the network of a multicast group, such as {@code 10.0.0.0/8}, or empty
   * @param longestFrame bytes of the longest datagram
   */
  public UdpWiring(
      InetSocketAddress address, boolean listens, String networkInterface, int longestFrame) {
    this.address = address;
    this.listens = listens;
    this.networkInterface = networkInterface;
    this.longestFrame = longestFrame;
  }

  private boolean isMulticast() {
    return address.getAddress().isMulticastAddress();
  }

  private static String text(InetAddress host, int port) {
    return host instanceof Inet6Address
        ? "[" + withoutScope(host) + "]:" + port
        : host.getHostAddress() + ":" + port;
  }

  private static String withoutScope(InetAddress host) {
    String text = host.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private String meeting() {
    String channel = "aeron:udp?endpoint=" + text(address.getAddress(), address.getPort());
    return !isMulticast() || networkInterface.isEmpty()
        ? channel
        : Wiring.with(channel, "interface=" + networkInterface);
  }

  /** An address of this machine by which peers of the meeting place reach it, with any port. */
  private String here(int port) {
    InetAddress host = address.getAddress();
    if (host.isLoopbackAddress()) {
      return text(host, port);
    }
    return (host instanceof Inet6Address ? "[::]:" : "0.0.0.0:") + port;
  }

  private static int portOf(String endpoint) {
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  /** The host that Aeron says it heard, without its port. */
  private static String hostOf(String source) {
    return source.substring(0, source.lastIndexOf(':') + 1);
  }

  @Override
  public String hearNewcomers() {
    return meeting();
  }

  @Override
  public String announce() {
    return meeting();
  }

  @Override
  public String inbox() {
    // the tag lets other streams come by the same port, which the system chooses
    return listens && !isMulticast() ? meeting() : "aeron:udp?endpoint=" + here(0) + "|tags=" + tag;
  }

  @Override
  public int port(Subscription inbox) {
    if (listens && !isMulticast()) {
      return address.getPort();
    }
    String resolved = inbox.resolvedEndpoint();
    return resolved == null || portOf(resolved) == 0 ? -1 : portOf(resolved);
  }

  @Override
  public String moreOfInbox() {
    return listens && !isMulticast() ? meeting() : "aeron:udp?tags=" + tag;
  }

  @Override
  public String peer(String source, int port, boolean peerListens) {
    return peerListens && !isMulticast()
        ? meeting()
        : "aeron:udp?endpoint=" + hostOf(source) + port;
  }

  @Override
  public String broadcast() {
    return isMulticast()
        ? Wiring.with(meeting(), "fc=min")
        : "aeron:udp?control-mode=dynamic|fc=min|control=" + control();
  }

  private String control() {
    return listens ? text(address.getAddress(), 0) : here(0);
  }

  @Override
  public int broadcastPort(ExclusivePublication broadcast) {
    if (isMulticast()) {
      return 0;
    }
    return broadcast.localSocketAddresses().stream()
        .mapToInt(UdpWiring::portOf)
        .filter(port -> port > 0)
        .findFirst()
        .orElse(-1);
  }

  @Override
  public String broadcastOf(String source, int port, boolean peerListens) {
    if (isMulticast()) {
      return meeting();
    }
    String host = peerListens ? text(address.getAddress(), port) : hostOf(source) + port;
    return "aeron:udp?control-mode=dynamic|endpoint=" + here(0) + "|control=" + host;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public int longestFrame() {
    return longestFrame;
  }

  @Override
  public String whereabouts() {
    return text(address.getAddress(), address.getPort());
  }
}
