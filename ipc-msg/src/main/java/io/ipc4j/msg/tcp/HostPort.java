package io.ipc4j.msg.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where somebody listens, as it is written: {@code host:port}, {@code [IPv6]:port}, or {@code
 * *:port} for all addresses of this machine.
 *
 * @param host a name or a literal address, without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {
  /** What is allowed, for errors. */
  static final String ALLOWED =
      "host:port, [IPv6 address]:port, or several of them with commas; ports 1 to 65535";

  private static final String ANY = "*";
  private static final int LAST_PORT = 65_535;

  /** Reads a list; an IllegalArgumentException says in half a sentence what is wrong. */
  static List<HostPort> parseAll(String text) {
    List<HostPort> all = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      HostPort parsed = parse(one.strip());
      if (all.contains(parsed)) {
        throw new IllegalArgumentException("has " + parsed + " twice");
      }
      all.add(parsed);
    }
    return List.copyOf(all);
  }

  private static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || text.endsWith("]")) {
      throw new IllegalArgumentException(text.isEmpty() ? "an address is empty" : "has no port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets");
    }
    return new HostPort(host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("the port is not a number");
    }
    int port = Integer.parseInt(text);
    if (port == 0) {
      throw new IllegalArgumentException("with port 0 nobody could find this end");
    }
    if (port > LAST_PORT) {
      throw new IllegalArgumentException("the port is out of range");
    }
    return port;
  }

  /** Whether it means all addresses of a machine, and so can be listened at but not dialed. */
  boolean isAny() {
    return host.equals(ANY) || host.equals("0.0.0.0") || host.equals("::");
  }

  /** The addresses of the host; may block for as long as the name service takes. */
  List<InetSocketAddress> resolve() throws UnknownHostException {
    if (host.equals(ANY)) {
      return List.of(new InetSocketAddress(port));
    }
    List<InetSocketAddress> all = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      all.add(new InetSocketAddress(address, port));
    }
    return List.copyOf(all);
  }

  /** A socket's address in the same form. */
  static String text(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return new HostPort(host, address.getPort()).toString();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
