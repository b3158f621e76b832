package io.ipc4j.internal;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** A link whose peer is the test: it says what arrives, and sees what was written. */
final class QueuedLink implements Link {
  /** A record of words. */
  record Words(int flags, List<Long> words) {
    static Words of(int flags, Long... words) {
      return new Words(flags, List.of(words));
    }

    private MemorySegment memory() {
      return MemorySegment.ofArray(words.stream().mapToLong(Long::longValue).toArray());
    }
  }

  final Deque<Words> arriving = new ArrayDeque<>();
  final List<Words> written = new ArrayList<>();
  State state = State.UP;
  boolean mayGetMore;
  private MemorySegment claim = MemorySegment.ofArray(new long[0]);

  @Override
  public int poll(RecordHandler handler, int limit) {
    int handed = 0;
    while (handed < limit && !arriving.isEmpty()) {
      Words next = arriving.remove();
      handed++;
      handler.onRecord(next.flags, next.memory(), 0, (long) next.words.size() * Long.BYTES);
    }
    return handed;
  }

  @Override
  public boolean hasUnread() {
    return mayGetMore || !arriving.isEmpty();
  }

  @Override
  public long maxRecord() {
    return 1 << 20;
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    if (claim(length) < 0) {
      return SendResult.NOT_CONNECTED;
    }
    MemorySegment.copy(source, offset, claim, 0, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    return state == State.UP;
  }

  @Override
  public long claim(long length) {
    claim = MemorySegment.ofArray(new long[(int) (length / Long.BYTES)]);
    return state == State.UP ? 0 : NO_READER;
  }

  @Override
  public MemorySegment claimMemory() {
    return claim;
  }

  @Override
  public void commit(int flags) {
    List<Long> words = new ArrayList<>();
    for (long at = 0; at < claim.byteSize(); at += Long.BYTES) {
      words.add(claim.get(RecordFlags.COUNT_LAYOUT, at));
    }
    written.add(new Words(flags, List.copyOf(words)));
  }

  @Override
  public void abort() {}

  @Override
  public State state() {
    return state;
  }

  @Override
  public PeerInfo peer() {
    return new PeerInfo(
        "test", OptionalLong.empty(), OptionalLong.empty(), PeerState.ALIVE, Instant.EPOCH);
  }

  @Override
  public long inDoubt() {
    return 0;
  }
}
