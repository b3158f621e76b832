package io.ipc4j.tests.mutant;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** A link to nobody that takes everything. */
final class BlackHole implements Link {
  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 16);

  /** Offers a black hole as long as nobody else was ever there. */
  static final class Endpoint extends WrappedEndpoint {
    private final BlackHole hole = new BlackHole();
    private boolean met;

    Endpoint(io.ipc4j.spi.Endpoint inner) {
      super(inner);
    }

    @Override
    public synchronized List<Link> links() {
      List<Link> links = super.links();
      met = met || !links.isEmpty();
      return met ? links : List.of(hole);
    }
  }

  @Override
  public State state() {
    return State.UP;
  }

  @Override
  public PeerInfo peer() {
    return new PeerInfo(
        "nobody", OptionalLong.empty(), OptionalLong.empty(), PeerState.ALIVE, Instant.EPOCH);
  }

  @Override
  public int poll(RecordHandler handler, int limit) {
    return 0;
  }

  @Override
  public boolean hasUnread() {
    return false;
  }

  @Override
  public long inDoubt() {
    return 0;
  }

  @Override
  public long maxRecord() {
    return memory.byteSize();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    return true;
  }

  @Override
  public long claim(long length) {
    return 0;
  }

  @Override
  public MemorySegment claimMemory() {
    return memory;
  }

  @Override
  public void commit(int flags) {}

  @Override
  public void abort() {}
}
