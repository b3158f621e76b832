package io.ipc4j.aeron;

import io.ipc4j.channel.Pattern;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.ChannelSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The configured addresses of channels, checked. Immutable. */
final class UdpAddresses {
  private static final String ALLOWED = "HOST:PORT, such as 192.168.1.7:4000 or 239.1.2.3:4000";
  private static final int LARGEST_PORT = 65_535;

  private final ResolvedConfig config;

  UdpAddresses(ResolvedConfig config) {
    this.config = config;
  }

  /**
   * Where a channel meets. Asks the name service, and may wait for it.
   *
   * @param listens whether this end listens there
   * @throws IpcConfigException if there is no address, or one that can't be used
   * @throws IpcResourceException if the host isn't known
   */
  InetSocketAddress of(ChannelSpec channel, boolean listens) {
    String text = channel.address().orElseThrow(() -> missing(channel));
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    int port = port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0 || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
      throw bad(channel, "not an address", ErrorIds.BAD_VALUE);
    }
    InetAddress found;
    try {
      found = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IpcResourceException(
          ErrorIds.UNKNOWN_HOST,
          about(channel).problem("the host " + host + " is unknown").text(),
          e);
    }
    requireUsable(channel, found, listens);
    return new InetSocketAddress(found, port);
  }

  private void requireUsable(ChannelSpec channel, InetAddress host, boolean listens) {
    if (host.isMulticastAddress() && channel.pattern() != Pattern.PUBLISH_SUBSCRIBE) {
      throw bad(
          channel,
          "a multicast group is for publishing; this channel has one receiver or responder",
          ErrorIds.BAD_VALUE);
    }
    if (host.isAnyLocalAddress() && !listens) {
      throw bad(
          channel,
          "can be listened at, and this end connects: it needs the host",
          ErrorIds.BAD_VALUE);
    }
    if (!host.isLoopbackAddress() && !config.get(AeronUdpProvider.INSECURE)) {
      throw new IpcConfigException(
          ErrorIds.INSECURE,
          about(channel)
              .problem("lies beyond this machine, and Aeron sends messages as plain text")
              .remedy(
                  "Set ipc.aeron-udp.insecure=true if anybody on the network may read and write"
                      + " them, or use the transport tcp with certificates")
              .text());
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port < 1 || port > LARGEST_PORT ? -1 : port;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private ErrorText about(ChannelSpec channel) {
    return config.about(ConfigKeys.CHANNEL_ADDRESS, channel.name());
  }

  private IpcConfigException bad(ChannelSpec channel, String problem, io.ipc4j.error.ErrorId id) {
    return new IpcConfigException(id, about(channel).problem(problem).allowed(ALLOWED).text());
  }

  private IpcConfigException missing(ChannelSpec channel) {
    return new IpcConfigException(
        ErrorIds.MISSING_VALUE,
        about(channel)
            .problem("not set, and transport aeron-udp has to be told where channels meet")
            .allowed(ALLOWED)
            .remedy(
                "Set it, or ipc.channel.*.address for all channels, to the address of the end that"
                    + " listens or to a multicast group, on both ends")
            .text());
  }
}
