package io.ipc4j.msg.tcp;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Begins to listen for an end: at the first of its addresses that is free, or at the very first if
 * the channel has one such end only. May block briefly.
 */
final class Listening {
  private static final int BACKLOG = 1024;

  private final Doorkeeper doorkeeper;
  private final TcpSettings settings;
  private final @Nullable Tls tls;

  Listening(Doorkeeper doorkeeper, TcpSettings settings, @Nullable Tls tls) {
    this.doorkeeper = doorkeeper;
    this.settings = settings;
    this.tls = tls;
  }

  /**
   * Takes a seat.
   *
   * @throws IpcException if there is no free address, or the channel's other ends don't allow it
   */
  Port open(Addresses addresses, Seat seat) {
    IpcResourceException taken = null;
    boolean foreign = false;
    for (HostPort one : seat.isSingle() ? addresses.all().subList(0, 1) : addresses.all()) {
      InetSocketAddress address = addresses.resolve(one).getFirst();
      try {
        return doorkeeper.seat(address, seat, settings, tls, () -> open(address));
      } catch (BindException e) {
        if (isHere(address)) {
          taken = Holder.explain(one, address, seat.ours(), settings, tls, e);
        } else {
          foreign = true;
        }
      } catch (IOException e) {
        throw refused(one, e);
      }
    }
    if (taken != null) {
      throw taken;
    }
    throw addresses.bad(
        foreign
            ? "this end listens, and none of the addresses belongs to this machine; to change who"
                + " listens set ipc.channel."
                + addresses.channel()
                + ".bind"
            : "no address");
  }

  private ServerSocketChannel open(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      if (settings.socketBuffer() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBuffer());
      }
      channel.bind(address, BACKLOG);
      return channel;
    } catch (IOException | RuntimeException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  private static boolean isHere(InetSocketAddress address) {
    try {
      return address.getAddress().isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address.getAddress()) != null
          || address.getAddress().isLoopbackAddress();
    } catch (SocketException e) {
      return true;
    }
  }

  private static IpcResourceException refused(HostPort one, IOException e) {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("address", one).problem("cannot be listened at: " + e.getMessage()).text(),
        e);
  }
}
