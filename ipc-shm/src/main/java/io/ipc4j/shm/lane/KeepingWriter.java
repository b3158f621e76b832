package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import java.lang.foreign.MemorySegment;

/**
 * The writing side of a lane that keeps what was read as long as its bytes aren't needed, and may
 * overwrite what wasn't.
 *
 * <p>Who is admitted begins with the latest messages that are kept, as many as the channel says. A
 * writer that overwrites waits for no reader, with one exception: the pieces of a message that is
 * longer than the ring don't overwrite its own beginning before those who read have passed it. No
 * method blocks or allocates, but {@link #admit}.
 *
 * <p><b>State.</b> {@code kept} says what the ring holds. <b>Ordering.</b> {@code [EVICT]} comes
 * before the stores that overwrite, and is answered by {@link OverrunReader} after its loads; else
 * as {@link LaneWriter}. <b>Ownership.</b> One thread at a time. <b>If the process dies here</b>,
 * what was published and not given up stays readable; bytes that were given up are read by nobody.
 */
public final class KeepingWriter implements Admission {
  /** Bytes of a message's number, which follows each payload where the writer overwrites. */
  static final int NUMBER_BYTES = 8;

  private final OverwrittenMemory memory;
  private final LaneWriter ring;
  private final KeptRange kept;
  private final long capacity;
  private final boolean overwrites;
  private final long history;
  private long admitted;
  private long missedBefore;
  private int claimed;

  private KeepingWriter(
      OverwrittenMemory memory, ChecksumKind checksum, boolean overwrites, long history) {
    this.memory = memory;
    this.ring = LaneWriter.keeping(memory, checksum, overwrites ? NUMBER_BYTES : 0);
    this.kept = new KeptRange(memory, ring.behind());
    this.capacity = memory.capacity();
    this.overwrites = overwrites;
    this.history = history;
  }

  /**
   * Begins to write a new lane whose oldest records give way, to the reader of slot 0.
   *
   * @param memory of a lane that nobody has written to
   */
  public static KeepingWriter overwritingOne(OverwrittenMemory memory, ChecksumKind checksum) {
    KeepingWriter writer = new KeepingWriter(memory, checksum, true, 0);
    writer.admitted = 1;
    return writer;
  }

  /**
   * The same, to the readers that are {@link #admit}ted.
   *
   * @param history how many messages each of them begins with, where they are kept
   */
  public static KeepingWriter overwriting(
      OverwrittenMemory memory, ChecksumKind checksum, long history) {
    return new KeepingWriter(memory, checksum, true, history);
  }

  /** The same, whose records wait for the readers that are admitted. */
  public static KeepingWriter waiting(
      OverwrittenMemory memory, ChecksumKind checksum, long history) {
    return new KeepingWriter(memory, checksum, false, history);
  }

  /**
   * The largest payload of a record. Where the oldest give way it takes a quarter of the ring at
   * most: so the newest message is never given up for the next one, and one in pieces doesn't get
   * into its own way before it has three quarters.
   */
  public int maxRecord() {
    long quarter = capacity / 4 - Header.BYTES - ring.behind();
    return overwrites ? (int) Math.min(quarter, ring.maxRecord()) : ring.maxRecord();
  }

  /** The memory in which {@link #tryClaim} answers offsets. */
  public MemorySegment memory() {
    return ring.memory();
  }

  /** As {@link LaneWriter#tryClaim}. */
  public long tryClaim(int length) {
    long need = ring.endOf(length) - capacity;
    if (need > kept.from() && !makeRoom(length, need)) {
      return LaneWriter.NO_ROOM;
    }
    claimed = length;
    return ring.tryClaim(length);
  }

  /** Gives up what the next record is going to overwrite; false if it has to wait for readers. */
  private boolean makeRoom(int length, long need) {
    if (!overwrites) {
      if (!ring.hasRoomFor(length)) {
        return false;
      }
      kept.giveUp(need, ring.tail());
      return true;
    }
    if (!mayGiveUp(need)) {
      return false;
    }
    long goal = Math.min(need + capacity / 8, ring.tail());
    kept.giveUp(Math.max(need, Math.min(goal, kept.unfinished())), ring.tail());
    memory.evict(kept.from()); // [EVICT]
    return true;
  }

  private boolean mayGiveUp(long need) {
    if (need <= kept.unfinished()) {
      return true;
    }
    for (long left = admitted; left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      if ((memory.taken(slot) & -8L) < need) {
        return false;
      }
    }
    return true;
  }

  /** Publishes the claimed record. */
  public void commit(int flags) {
    long position = ring.tail();
    if (overwrites) {
      memory.put(position + Header.recordSize(claimed), kept.number());
    }
    kept.begin(flags, position);
    ring.commit(flags, false); // [PUBLISH]
    kept.end(flags);
  }

  /** Gives the claimed record up; does nothing if none is claimed. */
  public void abort() {
    ring.abort();
  }

  /** Whether a payload of this length would find room now. */
  public boolean hasRoomFor(int length) {
    return overwrites ? mayGiveUp(ring.endOf(length) - capacity) : ring.hasRoomFor(length);
  }

  /** The position that readers must reach before another attempt is worth while. */
  public long wantFor(long length) {
    return ring.wantFor(length);
  }

  // --- readers ---

  @Override
  public void admit(int slot, long session) {
    KeptRange.Start start = kept.latest(history, ring.tail());
    if (overwrites) {
      admitted |= 1L << slot;
      memory.expect(slot, start.number());
      memory.miss(slot, 0);
      memory.admit(slot, session, start.position()); // [ADMIT]
    } else {
      ring.admit(slot, session, start.position()); // [ADMIT]
    }
  }

  @Override
  public void dismiss(int slot) {
    if (overwrites) {
      missedBefore += missed(slot);
      admitted &= ~(1L << slot);
    }
    ring.dismiss(slot); // [ADMIT]
  }

  /** Always false where the writer overwrites: a reader's words can't harm anybody else then. */
  @Override
  public boolean isExpelled(int slot) {
    return ring.isExpelled(slot);
  }

  @Override
  public long untaken(int slot) {
    return overwrites ? kept.number() - Math.max(expected(slot), kept.whole()) : ring.untaken(slot);
  }

  /** How many messages were overwritten before their reader had taken them, for all readers. */
  public long missed() {
    long sum = missedBefore;
    for (long left = admitted; left != 0; left &= left - 1) {
      sum += missed(Long.numberOfTrailingZeros(left));
    }
    return sum;
  }

  private long missed(int slot) {
    long told = Math.clamp(memory.missed(slot), 0, kept.number());
    return told + Math.max(0, kept.whole() - expected(slot));
  }

  private long expected(int slot) {
    return Math.clamp(memory.expected(slot), 0, kept.number());
  }
}
