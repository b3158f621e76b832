package io.ipc4j.msg.tcp;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is encrypted and authenticated on its way over another one.
 *
 * <p>Bytes that were taken to be written may be held here, encrypted, until the socket has room;
 * bytes that were decrypted may wait here although the socket has nothing to read. Both are told
 * ({@link #isHolding}, {@link #hasBuffered}). The end of a connection proves nothing: the frames
 * say whether it is in order, so that whoever cuts the line can't pass for a peer that has closed.
 *
 * <p><i>State:</i> {@code arrived} and {@code plain} belong to the thread that reads, {@code
 * leaving} is guarded by {@code out}; a reader answers what the protocol asks for only if nobody
 * writes at that time, since a writer does it with its next bytes.
 */
final class TlsStream implements ByteStream {
  private static final Logger LOG = System.getLogger(TlsStream.class.getName());
  private static final int ARRIVED = 64 << 10;
  private static final int LEAVING = 128 << 10;
  private static final int FAREWELLS = 4;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TcpStream tcp;
  private final SSLEngine engine;
  private final Tls tls;
  private final @Nullable HostPort dialed;
  private final int record;
  private final int packet;

  /** Encrypted bytes that were not looked at, from position to limit. */
  private final ByteBuffer arrived;

  /** Decrypted bytes for which there was no room, from position to limit. */
  private ByteBuffer plain;

  /** Encrypted bytes that the socket did not take, up to position. */
  private final ByteBuffer leaving;

  private final ReentrantLock out = new ReentrantLock();
  private volatile boolean holding;
  private volatile boolean buffered;
  private boolean begun;
  private boolean established;
  private boolean ended;
  private boolean heard;
  private int decrypted;
  private String provenName = "";

  /**
   * Begins.
   *
   * @param dialed what was dialed, or null if the stream was accepted
   */
  TlsStream(TcpStream tcp, SSLEngine engine, Tls tls, @Nullable HostPort dialed) {
    this.tcp = tcp;
    this.engine = engine;
    this.tls = tls;
    this.dialed = dialed;
    this.record = engine.getSession().getApplicationBufferSize();
    this.packet = engine.getSession().getPacketBufferSize();
    this.arrived = ByteBuffer.allocateDirect(Math.max(ARRIVED, 2 * packet)).limit(0);
    this.plain = ByteBuffer.allocateDirect(record).limit(0);
    this.leaving = ByteBuffer.allocateDirect(Math.max(LEAVING, 2 * packet));
  }

  // --- agreeing on keys ---

  @Override
  public boolean establish() throws IOException {
    if (established || !tcp.establish()) {
      return established;
    }
    try {
      if (!begun) {
        begun = true;
        engine.beginHandshake();
      }
      established = shakeHands();
    } catch (SSLException e) {
      sayGoodbye();
      throw TlsErrors.refused(e, tcp.remote(), dialed);
    }
    if (established) {
      provenName = Tls.nameOf(Tls.names(engine.getSession()));
      if (dialed != null) {
        requireAllowed();
      }
    }
    return established;
  }

  @Override
  public void requireAllowed() {
    tls.requireAllowed(engine.getSession(), tcp.remote(), dialed);
  }

  private boolean shakeHands() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          if (!isSaid()) {
            return false;
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!hear()) {
            return false;
          }
        }
        default -> {
          return flush();
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Writes what the protocol has to say; false without room for it. */
  private boolean isSaid() throws IOException {
    out.lock();
    try {
      if (leaving.remaining() < packet && !flush()) {
        return false;
      }
      engine.wrap(NOTHING.duplicate(), leaving);
      return flush();
    } finally {
      out.unlock();
    }
  }

  /** Takes what the protocol has to hear; false if it has not arrived yet. */
  private boolean hear() throws IOException {
    plain.compact();
    SSLEngineResult result;
    try {
      result = engine.unwrap(arrived, plain);
    } finally {
      plain.flip();
    }
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      int read = receive();
      if (read < 0) {
        throw TlsErrors.ended(tcp.remote(), dialed);
      }
      return read > 0;
    }
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw TlsErrors.ended(tcp.remote(), dialed);
    }
    buffered = plain.hasRemaining() || arrived.hasRemaining();
    return true;
  }

  private int receive() throws IOException {
    arrived.compact();
    try {
      return tcp.raw(arrived);
    } finally {
      arrived.flip();
    }
  }

  // --- reading ---

  @Override
  public int read(ByteBuffer target) throws IOException {
    try {
      int read = take(target);
      heard |= read > 0;
      return read;
    } catch (SSLException e) {
      if (!heard) {
        throw TlsErrors.refused(e, tcp.remote(), dialed);
      }
      throw e;
    }
  }

  private int take(ByteBuffer target) throws IOException {
    int taken = drain(target);
    boolean complete = true;
    while (complete && !ended && target.hasRemaining() && !plain.hasRemaining()) {
      SSLEngineResult result = decrypt(target);
      taken += drain(target);
      taken += decrypted;
      switch (result.getStatus()) {
        case BUFFER_UNDERFLOW -> complete = taken == 0 && more();
        case CLOSED -> ended = true;
        default -> afterwards(result.getHandshakeStatus());
      }
    }
    buffered = plain.hasRemaining() || (complete && arrived.hasRemaining());
    return taken == 0 && ended ? -1 : taken;
  }

  /** Decrypts a record into the target if it has room for any, else to where it can wait. */
  private SSLEngineResult decrypt(ByteBuffer target) throws IOException {
    decrypted = 0;
    if (target.remaining() >= record) {
      SSLEngineResult result = engine.unwrap(arrived, target);
      decrypted = result.bytesProduced();
      return result;
    }
    plain.clear();
    try {
      SSLEngineResult result = engine.unwrap(arrived, plain);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        plain = ByteBuffer.allocateDirect(2 * plain.capacity());
      }
      return result;
    } finally {
      plain.flip();
    }
  }

  private int drain(ByteBuffer target) {
    int count = Math.min(plain.remaining(), target.remaining());
    if (count > 0) {
      int limit = plain.limit();
      target.put(plain.limit(plain.position() + count));
      plain.limit(limit);
    }
    return count;
  }

  private boolean more() throws IOException {
    int read = receive();
    ended = read < 0;
    return read > 0;
  }

  /** New keys and tickets come between the records; some want an answer. */
  private void afterwards(HandshakeStatus status) throws IOException {
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && out.tryLock()) {
      try {
        isSaid();
      } catch (IOException e) {
        LOG.log(Level.TRACE, "closed there: what was sent before is still to be read", e);
      } finally {
        out.unlock();
      }
    }
  }

  @Override
  public boolean hasBuffered() {
    return buffered;
  }

  // --- writing ---

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source});
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    out.lock();
    try {
      long taken = 0;
      boolean any = flush();
      while (any && hasRemaining(sources)) {
        if (leaving.remaining() < packet && !flush()) {
          break;
        }
        SSLEngineResult result = engine.wrap(sources, leaving);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
          throw new IOException("the connection is closed");
        }
        taken += result.bytesConsumed();
        any = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
      }
      flush();
      return taken;
    } finally {
      out.unlock();
    }
  }

  private static boolean hasRemaining(ByteBuffer[] sources) {
    for (ByteBuffer source : sources) {
      if (source.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isHolding() {
    return holding;
  }

  @Override
  public boolean flush() throws IOException {
    out.lock();
    try {
      if (leaving.position() > 0) {
        leaving.flip();
        try {
          tcp.write(leaving);
        } finally {
          leaving.compact();
        }
      }
      holding = leaving.position() > 0;
      return !holding;
    } finally {
      out.unlock();
    }
  }

  @Override
  public boolean isDelivered() {
    return !holding && tcp.isDelivered();
  }

  // --- the rest ---

  @Override
  public Optional<String> provenName() {
    return Optional.of(provenName);
  }

  @Override
  public Source source() {
    return tcp.source();
  }

  @Override
  public OptionalLong uid() {
    return OptionalLong.empty();
  }

  /** Tells the other end that this one ends, or why, as far as there is room. */
  private void sayGoodbye() {
    try {
      engine.closeOutbound();
      for (int i = 0; i < FAREWELLS && !engine.isOutboundDone(); i++) {
        if (!isSaid()) {
          return;
        }
      }
    } catch (IOException e) {
      // it will see the end of the connection
    }
  }

  @Override
  public void close() {
    if (out.tryLock()) {
      try {
        sayGoodbye();
      } finally {
        out.unlock();
      }
    }
    tcp.close();
  }
}
