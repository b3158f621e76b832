package io.ipc4j.msg.tcp;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.ChannelSpec;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The configured addresses of a channel, checked. */
final class Addresses {
  private final ResolvedConfig config;
  private final String channel;
  private final boolean guarded;
  private final List<HostPort> all;

  /**
   * Reads them.
   *
   * @param guarded whether TLS is configured
   */
  Addresses(ResolvedConfig config, ChannelSpec channel, boolean guarded) {
    this.config = config;
    this.channel = channel.name();
    this.guarded = guarded;
    String text = channel.address().orElseThrow(this::missing);
    try {
      this.all = HostPort.parseAll(text);
    } catch (IllegalArgumentException e) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          about().problem(String.valueOf(e.getMessage())).allowed(HostPort.ALLOWED).text());
    }
  }

  private ErrorText about() {
    return config.about(ConfigKeys.CHANNEL_ADDRESS, channel);
  }

  private IpcConfigException missing() {
    return new IpcConfigException(
        ErrorIds.MISSING_VALUE,
        about()
            .problem("not set, and transport tcp has to be told where channels meet")
            .allowed(HostPort.ALLOWED)
            .remedy(
                "Set it, or ipc.channel.*.address for all channels, to the address of the end that"
                    + " listens, on both ends")
            .text());
  }

  String channel() {
    return channel;
  }

  List<HostPort> all() {
    return all;
  }

  /** Refuses an address for a reason. */
  IpcConfigException bad(String problem) {
    return new IpcConfigException(ErrorIds.BAD_VALUE, about().problem(problem).text());
  }

  /** The network addresses of one of them, none of which messages reach in plain text unasked. */
  List<InetSocketAddress> resolve(HostPort one) {
    List<InetSocketAddress> found;
    try {
      found = one.resolve();
    } catch (UnknownHostException e) {
      throw new IpcResourceException(
          ErrorIds.UNKNOWN_HOST,
          about().problem("the host " + one.host() + " is unknown").text(),
          e);
    }
    boolean leaves = found.stream().anyMatch(a -> !a.getAddress().isLoopbackAddress());
    if (leaves && !guarded && !config.get(TcpProvider.INSECURE)) {
      throw new IpcConfigException(
          ErrorIds.INSECURE,
          about()
              .problem(one + " lies beyond this machine, and messages would be plain text")
              .remedy(
                  "Set ipc.tcp.tls.certificate, ipc.tcp.tls.key and ipc.tcp.tls.trusted on both"
                      + " ends, or ipc.tcp.insecure=true if anybody may read and write them")
              .text());
    }
    return found;
  }

  /** All of them, to be dialed. */
  List<Target> targets(TcpSettings settings) {
    List<Target> targets = new ArrayList<>();
    for (HostPort one : all) {
      if (one.isAny()) {
        throw bad("%s can be listened at, and this end connects: it needs the host".formatted(one));
      }
      targets.add(new Target(one, resolve(one), settings));
    }
    return List.copyOf(targets);
  }
}
