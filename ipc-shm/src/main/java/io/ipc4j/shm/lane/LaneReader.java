package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a lane, for one slot.
 *
 * <p>Two words of the slot say how far it has got. {@code taken} is exact and belongs to this
 * side's cache: it is stored before each delivery, with a mark that a record is being delivered,
 * and when a poll ends. {@code cursor} is what the writer looks at: it follows when an eighth of
 * the ring was read, when the lane is empty, or when the writer waits for room. Padding is passed
 * in silence. No method blocks or allocates.
 *
 * <p><b>State.</b> {@code position} is where the next record begins. <b>Ordering.</b> {@code
 * [PUBLISH]} makes header and payload visible together; {@code [ROOM]} and {@code [TAKEN]} give the
 * bytes back after the last load from a payload. <b>Ownership.</b> One thread at a time; a payload
 * is the caller's until {@link #done}. <b>If the process dies here</b>, its successor starts at
 * {@code taken}: nothing is lost, and if it carries the mark, the first record may have been
 * handled before and is {@link #isRedelivered}. The stale {@code cursor} of the dead only holds
 * room back.
 */
public final class LaneReader {
  /** The low bits of {@code taken}, which are no part of the position. */
  static final long MARKS = 7;

  /** The mark of a record whose handler may have run. */
  private static final long DELIVERING = 1;

  private static final int LOOKS = 16;

  private final LaneMemory memory;
  private final MemorySegment bytes;
  private final long capacity;
  private final long step;
  private final int slot;
  private final long redelivered;
  private final @Nullable Seal seal;
  private final int behind;
  private final @Nullable PoolReader pool;
  private long position;
  private long next;
  private long header;
  private long released;
  private long wanted;
  private long answered;
  private boolean broken;

  private LaneReader(
      LaneMemory memory,
      int slot,
      long taken,
      long released,
      ChecksumKind checksum,
      @Nullable PoolReader pool) {
    this.memory = memory;
    this.pool = pool;
    this.seal = checksum == ChecksumKind.NONE ? null : new Seal();
    this.behind = Seal.behind(checksum);
    this.bytes = memory.readOnlyMemory();
    this.capacity = memory.capacity();
    this.step = capacity / 8;
    this.slot = slot;
    this.position = taken & ~MARKS;
    this.redelivered = (taken & DELIVERING) != 0 ? position : -1;
    this.released = released;
  }

  /**
   * Continues where the former reader of this slot was; a new lane begins at 0.
   *
   * @throws IpcCorruptException if what the former reader left is impossible
   */
  public static LaneReader resume(LaneMemory memory, int slot) {
    return resume(memory, slot, ChecksumKind.NONE, null);
  }

  /**
   * The same with what the channel has.
   *
   * @param checksum whether one follows each payload
   * @param pool of the lane, null if it has none
   */
  public static LaneReader resume(
      LaneMemory memory, int slot, ChecksumKind checksum, @Nullable PoolReader pool) {
    long cursor = memory.cursor(slot); // [ROOM]
    long taken = memory.taken(slot); // [TAKEN]
    long start = taken & -8L;
    boolean possible =
        cursor >= 0
            && (cursor & 7) == 0
            && start >= cursor
            && start - cursor <= memory.capacity()
            && (taken & MARKS & ~DELIVERING) == 0;
    if (!possible) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("taken", taken)
              .and("cursor", cursor)
              .and("slot", slot)
              .problem("a reader's position is impossible")
              .text());
    }
    return new LaneReader(memory, slot, taken, cursor, checksum, pool);
  }

  /**
   * Moves to the next record, which is then being delivered: {@link #memory}, {@link #offset},
   * {@link #length} and {@link #flags} describe it until {@link #done}; if it {@link #isReference},
   * its payload is that of {@link #chunk}.
   *
   * @return whether there is one
   * @throws IpcCorruptException if its header is impossible; nothing is consumed
   */
  public boolean next() {
    while (true) {
      long at = position;
      long word = memory.header(at); // [PUBLISH]
      if (word == 0) {
        return false;
      }
      next = Header.end(word, at, capacity, behind);
      if (next < 0) {
        follow(at, word);
        return true;
      }
      if (Header.type(word) == Header.DATA) {
        header = word;
        memory.taken(slot, at | DELIVERING); // [TAKEN]
        return true;
      }
      position = next;
    }
  }

  /** Moves to a record that must be a possible reference to a chunk, since it is no other one. */
  private void follow(long at, long word) {
    PoolReader chunks = pool;
    long end = Header.endOfReference(word, at, capacity, behind);
    if (chunks == null || end < 0) {
      throw corrupt(at, word);
    }
    long chunk = memory.header(at + Header.BYTES);
    long size = memory.header(at + Header.BYTES + Long.BYTES);
    if (!chunks.moveTo(chunk, size)) {
      throw impossible(at, chunk, size);
    }
    next = end;
    header = word;
    memory.taken(slot, at | DELIVERING); // [TAKEN]
  }

  /** Whether the record's payload lies in the lane's pool: {@link #chunk} says where. */
  public boolean isReference() {
    return Header.type(header) == Header.REFERENCE;
  }

  /** The payload of a record that {@link #isReference}. */
  public PoolReader chunk() {
    if (pool == null) {
      throw new IllegalStateException("no pool");
    }
    return pool;
  }

  /** The memory that holds the record, read-only. */
  public MemorySegment memory() {
    return bytes;
  }

  /** Where the record's payload begins, a multiple of 8. */
  public long offset() {
    return memory.payload(position);
  }

  /** The length of the record's payload in bytes. */
  public int length() {
    return Header.length(header);
  }

  /** The record's flags of the layer above. */
  public int flags() {
    return Header.flags(header);
  }

  /** Whether the record is the one that was sent, as far as its checksum tells, if it has one. */
  public boolean isIntact() {
    return seal == null || memory.header(next - Seal.BYTES) == sealOf(seal);
  }

  private long sealOf(Seal kind) {
    if (!isReference()) {
      return kind.of(bytes, offset(), length(), header);
    }
    PoolReader chunk = chunk();
    return kind.of(chunk.memory(), chunk.offset(), chunk.length(), bytes, offset(), header);
  }

  /**
   * The error to throw if it isn't.
   *
   * @param channel on which it was received
   * @param sender who wrote it
   */
  public IpcCorruptException damaged(String channel, String sender) {
    return Seal.damaged(channel, sender, position, isReference() ? chunk().length() : length());
  }

  /** Consumes the record. */
  public void done() {
    position = next;
    if (position - released >= step) {
      // First, or whoever comes after a death here would find room given back that wasn't taken.
      memory.taken(slot, position); // [TAKEN]
      release(position);
    }
  }

  /**
   * Ends a round of {@link #next} and {@link #done}.
   *
   * @param count how many records were consumed
   */
  public void finish(int count) {
    long at = position;
    if (count > 0) {
      memory.taken(slot, at); // [TAKEN]
    } else if (at != released) {
      memory.taken(slot, at); // [TAKEN]
      release(at);
    }
    // After the store above: whoever says that he waits looks at it afterwards.
    long want = memory.want();
    wanted = want;
    if (want != 0 && at != released && (at >= want || memory.header(at) == 0)) {
      release(at);
    }
  }

  private void release(long at) {
    memory.cursor(slot, at); // [ROOM]
    released = at;
  }

  private IpcCorruptException impossible(long at, long chunk, long size) {
    broken = true;
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("offset", chunk)
            .and("length", size)
            .and("position", at)
            .and("pool", chunk().memory().byteSize())
            .problem("a record refers to a chunk that is impossible")
            .text());
  }

  private IpcCorruptException corrupt(long at, long header) {
    broken = true;
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("header", "0x" + Long.toHexString(header))
            .and("position", at)
            .and("capacity", capacity)
            .problem("the header of a record is impossible")
            .text());
  }

  /**
   * Whether the writer, when the last round ended, waited for a position that this reader has
   * passed since the last call: the caller then rings the writer's bell.
   */
  public boolean roomWanted() {
    long want = wanted;
    if (want == 0 || want == answered || released < want) {
      return false;
    }
    answered = want;
    return true;
  }

  /** Whether the next record may have been handled by a reader that died. */
  public boolean isRedelivered() {
    return position == redelivered;
  }

  /** Whether a corrupt header was found, beyond which this side can't read. */
  public boolean isBroken() {
    return broken;
  }

  /** Whether nothing is published that this side hasn't read. */
  public boolean isEmpty() {
    return memory.header(position) == 0; // [PUBLISH]
  }

  /** The same, after having looked for a fraction of a microsecond while it is so. */
  public boolean staysEmpty() {
    long at = position;
    for (int looks = 0; looks < LOOKS; looks++) {
      if (memory.header(at) != 0) { // [PUBLISH]
        return false;
      }
      Thread.onSpinWait(); // sooner than without a pause: see adr/0020
    }
    return true;
  }

  /** Where the next record begins. */
  public long position() {
    return position;
  }
}
