package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a lane.
 *
 * <p>A record becomes visible by one store, that of its header; before it the header behind it is
 * emptied, so that a reader never takes bytes of a former lap for a header. A claim that is
 * abandoned leaves nothing behind but perhaps padding. A long message may be laid in a {@link
 * PoolWriter}'s chunk; then its record only refers to it. No method blocks or allocates.
 *
 * <p><b>State.</b> {@code tail} is where the next record begins; {@code limit} is how far the ring
 * was free when readers' cursors were last looked at, and the tail never passes it.
 * <b>Ordering.</b> {@code [PUBLISH]}, answered by {@link LaneReader}; {@code [ROOM]} and {@code
 * [TAKEN]} order the readers' last loads before this side's stores to the same bytes.
 * <b>Ownership.</b> One thread at a time. <b>If the process dies here</b>, what was published stays
 * readable and the rest was never seen: nothing needs repair.
 */
public final class LaneWriter implements Admission {
  /** Answer of {@link #tryClaim} where the readers haven't made room yet. */
  public static final long NO_ROOM = -1;

  private static final int NO_CLAIM = -1;
  private static final int IN_POOL = -2;

  /** How often an unsuccessful claim looks at exact positions, which costs the readers a miss. */
  private static final int EXACT_EVERY = 64;

  private final LaneMemory memory;
  private final MemorySegment bytes;
  private final long capacity;
  private final long mask;
  private final int maxRecord;
  private final @Nullable Seal seal;
  private final int behind;
  private final @Nullable PoolWriter pool;
  private final long large;
  private MemorySegment claimMemory;

  /** Which bits of a header are stored. */
  private final long published;

  private final ReaderPositions readers;
  private final Ahead ahead;
  private long tail;
  private long limit;
  private int claimed = NO_CLAIM;
  private int refusals;

  private LaneWriter(
      LaneMemory memory,
      boolean waits,
      ChecksumKind checksum,
      int extra,
      @Nullable PoolWriter pool,
      @Nullable SharedLaneMemory shared,
      boolean keeps) {
    this.memory = memory;
    this.pool = pool;
    this.seal = checksum == ChecksumKind.NONE ? null : new Seal();
    this.behind = Seal.behind(checksum) + extra;
    this.published = shared == null ? -1 : SharedHeader.PUBLISHED;
    this.bytes = memory.memory();
    this.claimMemory = bytes;
    this.capacity = memory.capacity();
    this.mask = capacity - 1;
    this.maxRecord = maxRecord(capacity, checksum) - extra;
    this.large = pool == null ? Long.MAX_VALUE : PoolWriter.large(maxRecord);
    this.ahead = new Ahead(memory, !keeps);
    this.readers = new ReaderPositions(memory, shared, waits, behind);
    this.limit = capacity;
  }

  /**
   * Begins to write a new lane whose records wait for the reader of slot 0, present or not.
   *
   * @param memory of a lane that nobody has written to
   */
  public static LaneWriter toOne(LaneMemory memory) {
    return toOne(memory, ChecksumKind.NONE, null);
  }

  /**
   * The same with what the channel has.
   *
   * @param checksum whether one follows each payload
   * @param pool for long messages, null if there is none
   */
  public static LaneWriter toOne(
      LaneMemory memory, ChecksumKind checksum, @Nullable PoolWriter pool) {
    return new LaneWriter(memory, true, checksum, 0, pool, null, false);
  }

  /**
   * Begins to write a new lane for the readers that are {@link #admit}ted, none at first.
   *
   * @param memory of a lane that nobody has written to
   */
  public static LaneWriter toMany(LaneMemory memory) {
    return toMany(memory, ChecksumKind.NONE, null);
  }

  /** The same with what the channel has. */
  public static LaneWriter toMany(
      LaneMemory memory, ChecksumKind checksum, @Nullable PoolWriter pool) {
    return new LaneWriter(memory, false, checksum, 0, pool, null, false);
  }

  /**
   * Begins to write a new lane whose records are claimed by readers that compete, present or not.
   *
   * @param memory of a lane that nobody has written to
   */
  public static LaneWriter toAny(SharedLaneMemory memory, ChecksumKind checksum) {
    return new LaneWriter(memory, true, checksum, 0, null, memory, false);
  }

  /**
   * The same for a {@link KeepingWriter}, whose ring isn't free ahead of it: there lies what it
   * keeps.
   *
   * @param extra how many bytes it puts behind each payload beside a checksum, a multiple of 8
   */
  static LaneWriter keeping(LaneMemory memory, ChecksumKind checksum, int extra) {
    return new LaneWriter(memory, false, checksum, extra, null, null, true);
  }

  /** Lets a session read what follows by this slot, and waits for it from now on. */
  @Override
  public void admit(int slot, long session) {
    admit(slot, session, tail);
  }

  /** The same, from a position on since which nothing has been overwritten. */
  void admit(int slot, long session, long from) {
    limit = Math.min(limit, from + capacity);
    readers.admit(slot, session, from); // [ADMIT]
  }

  @Override
  public boolean isExpelled(int slot) {
    return readers.isExpelled(slot);
  }

  /** Waits no longer for the reader of this slot, which is closed or dead. */
  @Override
  public void dismiss(int slot) {
    readers.dismiss(slot, tail); // [ADMIT]
  }

  /** The largest payload for which an empty ring always has room, wherever its tail stands. */
  public static int maxRecord(long capacity) {
    return maxRecord(capacity, ChecksumKind.NONE);
  }

  /** The same on a channel whose records carry checksums if it says so. */
  public static int maxRecord(long capacity, ChecksumKind checksum) {
    int seal = checksum == ChecksumKind.NONE ? 0 : Seal.BYTES;
    return (int) Math.min(capacity / 2 - Header.BYTES, Header.MAX_LENGTH) - seal;
  }

  /** From which length on messages are for {@link #tryClaimLarge}. */
  public long large() {
    return large;
  }

  /** The largest payload of this lane. */
  int maxRecord() {
    return maxRecord;
  }

  /** The memory in which {@link #tryClaim} answers offsets. */
  public MemorySegment memory() {
    return bytes;
  }

  /** The memory in which the last claim answered its offset. */
  public MemorySegment claimMemory() {
    return claimMemory;
  }

  /**
   * Claims a record to be written in place.
   *
   * @param length of its payload in bytes, 0 to {@link #maxRecord}
   * @return where in {@link #memory} to write the payload, a multiple of 8; or {@link #NO_ROOM}
   */
  public long tryClaim(int length) {
    long position = findRoom(length);
    if (position < 0) {
      return NO_ROOM;
    }
    abandon();
    claimed = length;
    return memory.payload(position);
  }

  /**
   * Writes and publishes a whole record.
   *
   * @param source where its payload is copied from, beginning at an offset
   * @param length of its payload in bytes, 0 to {@link #maxRecord}
   * @param turn of the calling thread
   * @return false if there is no room; then nothing has happened
   */
  public boolean tryWrite(int flags, MemorySegment source, long offset, int length, Turn turn) {
    long position = findRoom(length);
    if (position < 0) {
      return false;
    }
    try {
      CrashPoint.SEND_PAYLOAD.reach();
      MemorySegment.copy(source, offset, bytes, memory.payload(position), length);
    } catch (RuntimeException | InternalError e) {
      ahead.written(); // a part, if the source is a mapped file that was cut
      throw e;
    }
    finish(Header.DATA, flags, length, turn.sent());
    return true;
  }

  /**
   * Where a record with such a payload can begin, after padding if need be; or {@link #NO_ROOM}.
   */
  private long findRoom(int length) {
    if (length < 0 || length > maxRecord) {
      throw new IllegalArgumentException("length=" + length + " max=" + maxRecord);
    }
    long position = tail;
    long need = sizeOf(length);
    long rest = capacity - (position & mask);
    long end = need <= rest ? position + need : position + rest + need;
    // One more header must fit behind the record: it is emptied before the record is published.
    if (end + Header.BYTES > limit && !hasRoom(end + Header.BYTES)) {
      return NO_ROOM;
    }
    return need > rest ? pad(position, rest) : position;
  }

  /**
   * Claims a record to be written in place, in the pool, or in the ring if that can hold it and the
   * pool can't now.
   *
   * @param length of its payload in bytes, {@link #large} or more, and no more than fits either
   * @return where in {@link #claimMemory} to write the payload, a multiple of 8; or {@link
   *     #NO_ROOM}
   */
  public long tryClaimLarge(long length) {
    if (tryClaim(Header.REFERENCE_LENGTH) == NO_ROOM) {
      return NO_ROOM;
    }
    long at = requirePool().tryClaim(length, this);
    claimed = at == NO_ROOM ? NO_CLAIM : IN_POOL;
    if (at == NO_ROOM) {
      return length <= maxRecord ? tryClaim((int) length) : NO_ROOM;
    }
    claimMemory = requirePool().memory();
    return at;
  }

  private PoolWriter requirePool() {
    if (pool == null) {
      throw new IllegalStateException("no pool");
    }
    return pool;
  }

  /**
   * Publishes the claimed record.
   *
   * @param flags of the layer above, {@link Header#FLAG_BITS} bits
   * @param talking whether the sides talk back and forth, so that time until the next record is
   *     better spent than time now
   */
  public void commit(int flags, boolean talking) {
    commit(Header.DATA, flags, talking);
  }

  /**
   * Publishes the record of {@link LongFile#PLACE_BYTES} that is claimed: it says where a message
   * lies.
   */
  public void commitElsewhere(LongFile.Place where, int flags) {
    where.write(memory, tail);
    commit(SharedHeader.ELSEWHERE, flags, false);
  }

  private void commit(int type, int flags, boolean talking) {
    int length = claimed;
    if (length < 0) {
      commitReference(flags, talking);
      return;
    }
    claimed = NO_CLAIM;
    finish(type, flags, length, talking);
  }

  private void finish(int type, int flags, int length, boolean talking) {
    long position = tail;
    long next = position + sizeOf(length);
    long header = Header.of(position, type, flags, length);
    if (seal != null) {
      memory.put(next - Seal.BYTES, seal.of(bytes, memory.payload(position), length, header));
    }
    publish(position, header, next, talking);
  }

  private void commitReference(int flags, boolean talking) {
    if (claimed != IN_POOL) {
      throw new IllegalStateException("nothing is claimed");
    }
    claimed = NO_CLAIM;
    claimMemory = bytes;
    long position = tail;
    long next = position + sizeOf(Header.REFERENCE_LENGTH);
    long header = Header.of(position, Header.REFERENCE, flags, Header.REFERENCE_LENGTH);
    requirePool().refer(memory, position, next, header, seal, talking);
    publish(position, header, next, talking);
  }

  private void publish(long position, long header, long next, boolean talking) {
    LaneMemory lane = memory;
    ahead.empty(lane, next, next - position, limit, talking);
    lane.publish(position, header & published); // [PUBLISH]
    tail = next;
    if (talking) {
      ahead.reach(lane, next, next - position, limit);
    }
  }

  /** Gives the claimed record up; does nothing if none is claimed. */
  public void abort() {
    if (claimed == IN_POOL) {
      claimMemory = bytes;
      requirePool().abort();
    }
    abandon();
  }

  /** Whoever had claimed may have written what he doesn't publish. */
  private void abandon() {
    if (claimed != NO_CLAIM) {
      claimed = NO_CLAIM;
      ahead.written();
    }
  }

  /** Whether a payload of this length would find room now, by the readers' exact positions. */
  public boolean hasRoomFor(long length) {
    boolean inRing = length <= maxRecord && hasRoomInRing((int) length);
    return inRing
        || (length >= large
            && hasRoomInRing(Header.REFERENCE_LENGTH)
            && requirePool().hasRoomFor(length, this));
  }

  private boolean hasRoomInRing(int length) {
    long end = endOf(length);
    return end <= limit || refresh(true) >= end;
  }

  /** The position before which all readers are done, exactly. Costs each of them a miss. */
  long passed() {
    return refresh(true) - capacity;
  }

  /**
   * The position that readers must reach before a payload of this length is worth another attempt.
   */
  public long wantFor(long length) {
    long inRing = length <= maxRecord ? wantInRing((int) length) : tail;
    return length < large
        ? inRing
        : Math.min(
            inRing, Math.max(wantInRing(Header.REFERENCE_LENGTH), requirePool().wantFor(length)));
  }

  /** An eighth of the ring more than just enough, unless the ring is empty before. */
  private long wantInRing(int length) {
    return Math.min(tail, endOf(length) - capacity + capacity / 8);
  }

  /** Whether all readers are done before a position. */
  public boolean isPast(long position) {
    return position <= limit - capacity || refresh(true) - capacity >= position;
  }

  /** How many records with a message the reader of a slot hasn't taken. */
  @Override
  public long untaken(int slot) {
    return readers.untaken(slot, tail);
  }

  /** Where the next record begins. */
  public long tail() {
    return tail;
  }

  /** How many bytes follow each payload. */
  int behind() {
    return behind;
  }

  private long sizeOf(int length) {
    return Header.recordSize(length) + behind;
  }

  /** Behind the header that follows a record with such a payload. */
  long endOf(int length) {
    long need = sizeOf(length);
    long rest = capacity - (tail & mask);
    return tail + need + Header.BYTES + (need <= rest ? 0 : rest);
  }

  private boolean hasRoom(long end) {
    boolean exact = (++refusals & EXACT_EVERY - 1) == 0;
    return refresh(exact) >= end;
  }

  /** Fills the ring to its end, and continues at its beginning. */
  private long pad(long position, long rest) {
    long next = position + rest;
    memory.clear(next);
    int length = (int) (rest - Header.BYTES);
    long header = Header.of(position, Header.PADDING, 0, length);
    memory.publish(position, header & published); // [PUBLISH]
    tail = next;
    return next;
  }

  /** Looks at the cursors of all readers; the position up to which the ring is free. */
  private long refresh(boolean exact) {
    limit = readers.slowest(exact, tail) + capacity;
    return limit;
  }
}
