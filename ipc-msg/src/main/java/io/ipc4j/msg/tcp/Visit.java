package io.ipc4j.msg.tcp;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way to becoming a link, in either direction. Belongs to the {@link
 * Doorkeeper}'s thread, except where it says otherwise.
 */
final class Visit {
  /** Where a visit leads. Called once, on the {@link Doorkeeper}'s thread. */
  interface Host {
    /** Both ends agree: the stream is the host's. */
    void agreed(Visit visit, Hello theirs);

    /** They don't, or the connection failed; the stream is closed by the caller. */
    void failed(Visit visit, Exception why);
  }

  private final TcpStream tcp;
  private final Handshake handshake;
  private final boolean patient;
  private final Host host;
  private volatile boolean dismissed;
  private boolean failed;

  /**
   * Begins.
   *
   * @param tcp what the handshake's stream goes over
   * @param patient whether to wait for a channel that isn't open at the other end
   */
  Visit(TcpStream tcp, Handshake handshake, boolean patient, Host host) {
    this.tcp = tcp;
    this.handshake = handshake;
    this.patient = patient;
    this.host = host;
  }

  TcpStream tcp() {
    return tcp;
  }

  ByteStream stream() {
    return handshake.stream();
  }

  Handshake handshake() {
    return handshake;
  }

  /** Whether it was accepted, not dialed. */
  boolean isAccepted() {
    return handshake.target() == null;
  }

  boolean isWaiting() {
    return handshake.isWaiting();
  }

  /** Has the visit end at the next occasion. Any thread. */
  void dismiss() {
    dismissed = true;
  }

  /** Goes on; true once it is over. */
  boolean advance(long now) {
    try {
      if (dismissed) {
        throw new IOException("not wanted any more");
      }
      Hello theirs = handshake.advance(now);
      if (theirs == null) {
        requirePatience();
        return false;
      }
      host.agreed(this, theirs);
    } catch (IOException | IpcException e) {
      fail(e);
    }
    return true;
  }

  private void requirePatience() throws IOException {
    if (isWaiting() && !patient) {
      throw new IOException("the channel isn't open there");
    }
  }

  /** Whether it is over and has failed. */
  boolean hasFailed() {
    return failed;
  }

  /** Ends the visit. */
  void fail(Exception why) {
    failed = true;
    host.failed(this, why);
  }

  /** The reason for a failure as it is said to people. */
  static String text(Exception why) {
    if (why instanceof IpcException ipc) {
      return ipc.detail();
    }
    @Nullable String message = why.getMessage();
    return message == null ? why.getClass().getSimpleName() : message;
  }
}
