package io.ipc4j.msg.tcp;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket in non-blocking mode.
 *
 * <p><i>If the other machine is gone:</i> an idle connection is ended by the kernel's keep-alive
 * probes; one with bytes on their way by {@link #check}, which asks the kernel whether anything
 * comes back. Both are answered by the other end's kernel, so that a stopped process isn't taken
 * for a dead one.
 */
final class TcpStream implements ByteStream {
  private static final long FIRST_LOOK = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long SLOWEST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int PROBES = 3;
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_VERSION = 0x03;

  private final SocketChannel channel;
  private final TcpSettings settings;
  private final boolean dialed;
  private final Source source;
  private volatile @Nullable String lost;
  private volatile boolean unchecked;
  private boolean connected;
  private boolean begun;
  private long silentSince;
  private long nextLook;
  private long pause = FIRST_LOOK;

  private TcpStream(SocketChannel channel, TcpSettings settings, boolean dialed) {
    this.channel = channel;
    this.settings = settings;
    this.dialed = dialed;
    this.source = new Source.OfChannel(channel);
  }

  /** Begins to connect. */
  static TcpStream dial(InetSocketAddress address, TcpSettings settings) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      configure(channel, settings);
      channel.connect(address);
      return new TcpStream(channel, settings, true);
    } catch (IOException | RuntimeException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  /** Takes a socket that was accepted. */
  static TcpStream accepted(SocketChannel channel, TcpSettings settings) throws IOException {
    try {
      configure(channel, settings);
      return new TcpStream(channel, settings, false);
    } catch (IOException | RuntimeException e) {
      Closing.quietly(channel);
      throw e;
    }
  }

  private static void configure(SocketChannel channel, TcpSettings settings) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (settings.socketBuffer() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.socketBuffer());
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBuffer());
    }
    int seconds = Math.toIntExact(settings.heartbeat().toSeconds());
    int between = Math.max(1, seconds / (2 * PROBES));
    int probes = Math.min(PROBES, Math.max(1, seconds - 1));
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      int idle = Math.max(1, seconds - probes * between);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, idle);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, between);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, probes);
    }
  }

  @Override
  public boolean establish() throws IOException {
    if (!connected && channel.finishConnect()) {
      if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
        throw new IOException("nobody listens there: the socket met itself");
      }
      connected = true;
    }
    return connected;
  }

  /** Where the other end is, for people; empty if that isn't known any more. */
  String remote() {
    try {
      SocketAddress address = channel.getRemoteAddress();
      return address instanceof InetSocketAddress inet ? HostPort.text(inet) : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int from = target.position();
    int read = raw(target);
    if (!begun && read > 1) {
      begun = true;
      requirePlain(target.get(from), target.get(from + 1));
    }
    return read;
  }

  /** Reads without asking whether the bytes may be TLS. */
  int raw(ByteBuffer target) throws IOException {
    int read;
    try {
      read = channel.read(target);
    } catch (IOException e) {
      throw explained(e);
    }
    if (read < 0 && lost != null) {
      throw new IOException(lost);
    }
    return read;
  }

  private void requirePlain(byte type, byte version) {
    if (version == TLS_VERSION && (type == TLS_ALERT || type == TLS_HANDSHAKE)) {
      throw TlsErrors.onlyThere(remote(), dialed);
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    unchecked = true;
    try {
      return channel.write(source);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    unchecked = true;
    try {
      return channel.write(sources);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private IOException explained(IOException e) {
    String why = lost;
    return why == null ? e : new IOException(why, e);
  }

  /** Has the other end see that nothing more comes, once it has read what was written. */
  void endOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException | NotYetConnectedException e) {
      // it is closed soon
    }
  }

  TcpSettings settings() {
    return settings;
  }

  /** Whether the kernel may still have bytes that were not acknowledged. */
  boolean needsCheck() {
    return unchecked && channel.isOpen();
  }

  /**
   * Ends the connection if nothing has come back for as long as the heartbeat allows. For one
   * thread.
   */
  void check(KernelTable table, long now) throws IOException {
    unchecked = false;
    KernelTable.Row row = row(table);
    if (row == null || row.unacknowledged() == 0) {
      silentSince = 0;
      return;
    }
    unchecked = true;
    boolean silent =
        (row.timer() == KernelTable.RETRANSMITS && row.retransmissions() > 0)
            || (row.timer() == KernelTable.PROBES && row.probes() > 0);
    if (!silent) {
      silentSince = 0;
    } else if (silentSince == 0) {
      silentSince = now;
    } else if (now - silentSince >= settings.silence()) {
      lost = "nothing came back from %s for %s".formatted(remote(), settings.heartbeatText());
      channel.shutdownInput(); // wakes whoever waits for it
    }
  }

  private KernelTable.@Nullable Row row(KernelTable table) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress local
            && channel.getRemoteAddress() instanceof InetSocketAddress remote
        ? table.find(local, remote)
        : null;
  }

  /** Bytes that wait in this end's kernel are lost if something arrives after the close. */
  @Override
  public synchronized boolean isDelivered() {
    long now = System.nanoTime();
    if (nextLook != 0 && now - nextLook < 0) {
      return false;
    }
    nextLook = now + pause;
    pause = Math.min(SLOWEST_LOOK, pause * 2);
    try {
      KernelTable.Row row = row(KernelTable.read());
      return row == null || row.unacknowledged() == 0;
    } catch (IOException e) {
      return true; // closed: there is nothing to wait for
    }
  }

  @Override
  public Source source() {
    return source;
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  public OptionalLong uid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    Closing.quietly(channel);
  }
}
