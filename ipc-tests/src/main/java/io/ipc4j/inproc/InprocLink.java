package io.ipc4j.inproc;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One end of a link. Belongs to the owner of its endpoint, except {@link #close}. */
final class InprocLink implements Link {
  private final Wire wire;
  private final InprocEndpoint owner;
  private final InprocEndpoint peer;
  private @Nullable Ring out;
  private @Nullable Ring in;

  InprocLink(Wire wire, InprocEndpoint owner, InprocEndpoint peer) {
    this.wire = wire;
    this.owner = owner;
    this.peer = peer;
  }

  private Ring out() {
    Ring ring = out;
    if (ring == null) {
      ring = wire.out(owner);
      out = ring;
    }
    return ring;
  }

  private @Nullable Ring in() {
    if (in == null) {
      in = wire.in(owner);
    }
    return in;
  }

  void close() {
    wire.close();
  }

  private boolean isUp() {
    return wire.state() == State.UP;
  }

  @Override
  public State state() {
    return wire.state();
  }

  @Override
  public PeerInfo peer() {
    return peer.participant().asPeer(isUp(), wire.since());
  }

  // --- writing ---

  @Override
  public long maxRecord() {
    return out().maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    long at = claim(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    MemorySegment.copy(source, offset, claimMemory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    return isUp() && out().hasRoom(length);
  }

  @Override
  public long claim(long length) {
    return isUp() ? out().claim(length) : NO_READER;
  }

  @Override
  public MemorySegment claimMemory() {
    return out().memory();
  }

  @Override
  public void commit(int flags) {
    out().commit(flags);
  }

  @Override
  public void abort() {
    // the claimed bytes are simply written again by the next claim
  }

  @Override
  public long inDoubt() {
    Ring ring = wire.written(owner);
    return ring == null ? 0 : ring.unreadMessages();
  }

  @Override
  public long overwritten() {
    Ring ring = wire.written(owner);
    return ring == null ? 0 : ring.overwritten();
  }

  // --- reading ---

  @Override
  public int poll(RecordHandler handler, int limit) {
    Ring ring = in();
    return ring == null ? 0 : ring.poll(handler, limit);
  }

  @Override
  public boolean hasUnread() {
    Ring ring = in();
    return ring != null && ring.hasUnread();
  }
}
