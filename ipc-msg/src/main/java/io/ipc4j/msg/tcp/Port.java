package io.ipc4j.msg.tcp;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.wire.Hello;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An address at which this process listens, for all channels, namespaces and sessions that have it.
 * A newcomer says which channel it wants; if nobody has that open, it waits.
 *
 * <p><i>State:</i> the seats are guarded by this object; newcomers belong to the {@link
 * Doorkeeper}'s thread.
 */
final class Port {
  private static final int MOST_AT_ONCE = 256;

  private final InetSocketAddress address;
  private final ServerSocketChannel server;
  private final TcpSettings settings;
  private final @Nullable Tls tls;
  private final Doorkeeper doorkeeper;
  private final Map<String, List<Seat>> seats = new HashMap<>();

  Port(
      InetSocketAddress address,
      ServerSocketChannel server,
      TcpSettings settings,
      @Nullable Tls tls,
      Doorkeeper doorkeeper) {
    this.address = address;
    this.server = server;
    this.settings = settings;
    this.tls = tls;
    this.doorkeeper = doorkeeper;
  }

  InetSocketAddress address() {
    return address;
  }

  ServerSocketChannel server() {
    return server;
  }

  @Nullable Tls tls() {
    return tls;
  }

  // --- seats ---

  private static String key(Hello hello) {
    return hello.namespace() + "/" + hello.channel();
  }

  /**
   * Takes a seat.
   *
   * @throws IpcException if the channel's other ends here don't agree, or there can be one only
   */
  synchronized void enter(Seat seat) {
    List<Seat> here = seats.getOrDefault(key(seat.ours()), List.of());
    for (Seat other : here) {
      Hello theirs = other.ours();
      seat.ours()
          .agreement()
          .requireSame(
              theirs.agreement(), theirs.channel(), seat.ours().session(), theirs.session());
      if (seat.isSingle() && other.isSingle()) {
        String name = tls == null ? theirs.session() : tls.named(theirs.session());
        throw Seat.exists(seat.ours(), name + " (at " + HostPort.text(address) + ")");
      }
    }
    seats.computeIfAbsent(key(seat.ours()), key -> new ArrayList<>()).add(seat);
  }

  /** Gives a seat back; true if it was the last. */
  synchronized boolean leave(Seat seat) {
    List<Seat> here = seats.get(key(seat.ours()));
    if (here != null && here.remove(seat) && here.isEmpty()) {
      seats.remove(key(seat.ours()));
    }
    return seats.isEmpty();
  }

  synchronized boolean isEmpty() {
    return seats.isEmpty();
  }

  // --- newcomers ---

  /** Accepts who has come. */
  void accept() {
    try {
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          return;
        }
        begin(TcpStream.accepted(channel, settings));
      }
    } catch (IOException e) {
      doorkeeper.report("address=" + HostPort.text(address) + ": cannot accept: " + e.getMessage());
    }
  }

  private void begin(TcpStream tcp) {
    ByteStream stream = tls == null ? tcp : tls.server(tcp);
    Newcomer newcomer = new Newcomer();
    long deadline = System.nanoTime() + settings.handshakeTimeout().toNanos();
    Handshake handshake = Handshake.accepted(stream, newcomer::find, deadline);
    doorkeeper.take(new Visit(tcp, handshake, true, newcomer));
  }

  /** Somebody who has come, and the seat found for it. */
  private final class Newcomer implements Visit.Host {
    private @Nullable Seat seat;
    private @Nullable Hello theirs;

    @Nullable Hello find(Hello hello) {
      theirs = hello;
      Seat found = findSeat(hello);
      seat = found;
      return found == null ? null : found.ours();
    }

    @Override
    public void agreed(Visit visit, Hello hello) {
      if (seat != null) {
        seat.take(visit.handshake(), hello);
      }
    }

    @Override
    public void failed(Visit visit, Exception why) {
      if (seat != null) {
        seat.forget(theirs);
      }
      if (!(why instanceof EOFException)) {
        doorkeeper.report(
            "address=%s: refused %s%s: %s"
                .formatted(
                    HostPort.text(address),
                    visit.tcp().remote(),
                    theirs == null ? "" : " (" + theirs.session() + ")",
                    Visit.text(why)));
      }
    }
  }

  private synchronized @Nullable Seat findSeat(Hello theirs) {
    Seat unfit = null;
    boolean met = false;
    for (Seat seat : seats.getOrDefault(key(theirs), List.of())) {
      if (theirs.status() == Hello.Status.ASKING) {
        if (seat.ours().role() == theirs.role()) {
          return seat;
        }
      } else if (!seat.fits(theirs) || differs(seat, theirs)) {
        unfit = seat;
      } else if (seat.isFreeFor(theirs)) {
        seat.expect(theirs);
        return seat;
      } else {
        met = true;
      }
    }
    return met ? null : unfit; // the two will be told why they don't fit
  }

  private static boolean differs(Seat seat, Hello theirs) {
    return !seat.ours().agreement().equals(theirs.agreement());
  }
}
