package io.ipc4j.tests.mutant;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;

/** A link that does what another one does; mutants override what they break. */
class WrappedLink implements Link {
  final Link inner;
  private long claimedAt;
  private long claimedLength = -1;

  WrappedLink(Link inner) {
    this.inner = inner;
  }

  /** The length of the open claim. */
  final long claimedLength() {
    return claimedLength;
  }

  /** Where the open claim is in {@link #claimMemory()}. */
  final long claimedAt() {
    return claimedAt;
  }

  final boolean isInnerUp() {
    return inner.state() == State.UP;
  }

  @Override
  public State state() {
    return inner.state();
  }

  @Override
  public PeerInfo peer() {
    return inner.peer();
  }

  @Override
  public int poll(RecordHandler handler, int limit) {
    return inner.poll(handler, limit);
  }

  @Override
  public boolean hasUnread() {
    return inner.hasUnread();
  }

  @Override
  public long inDoubt() {
    return inner.inDoubt();
  }

  @Override
  public long overwritten() {
    return inner.overwritten();
  }

  @Override
  public long maxRecord() {
    return inner.maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    return inner.offer(flags, source, offset, length);
  }

  @Override
  public boolean hasRoom(long length) {
    return inner.hasRoom(length);
  }

  @Override
  public long claim(long length) {
    claimedAt = inner.claim(length);
    claimedLength = length;
    return claimedAt;
  }

  @Override
  public MemorySegment claimMemory() {
    return inner.claimMemory();
  }

  @Override
  public void commit(int flags) {
    inner.commit(flags);
  }

  @Override
  public void abort() {
    inner.abort();
  }
}
