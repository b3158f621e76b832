package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One of the readers that compete for a lane's records: it claims the first one that is free,
 * handles it in place, and marks it done.
 *
 * <p>Nothing is contended but the record's own header and, an eighth of the ring at a time, the
 * cursor of all ({@link SharedCursor}). A record that another one has is passed; who is slow or
 * stopped keeps the one that it has, and nothing else. No method blocks or allocates.
 *
 * <p><b>State.</b> {@code position} is where this side looks next: everything before it was claimed
 * or done when it was passed. What is taken back later lies behind it, and is found after {@link
 * #rescan}. <b>Ordering.</b> {@code [PUBLISH]} makes header and payload visible together; {@code
 * [CLAIM]} makes the record one reader's; {@code [DONE]} follows the last load from the payload. A
 * position is trusted only if the cursor, read after the header, hasn't passed it: else this side
 * stood still while the writer went round the ring. <b>Ownership.</b> One thread at a time; a
 * payload is the caller's until {@link #done}. <b>If the process dies here</b>, the record keeps
 * its claim until somebody takes it back for the slot's dead member, and is then {@link
 * #isRedelivered}.
 */
public final class LaneClaimant {
  private final SharedLaneMemory memory;
  private final MemorySegment bytes;
  private final long capacity;
  private final long step;
  private final int slot;
  private final @Nullable Seal seal;
  private final int behind;
  private long position;
  private long at;
  private long word;
  private long next;
  private long released;
  private long answered;
  private boolean broken;

  /**
   * Begins to read.
   *
   * @param memory of a lane whose records are claimed
   * @param slot this reader's, of the channel
   * @param checksum whether one follows each payload
   * @throws IpcCorruptException if the readers' position is impossible
   */
  public LaneClaimant(SharedLaneMemory memory, int slot, ChecksumKind checksum) {
    this.memory = memory;
    this.seal = checksum == ChecksumKind.NONE ? null : new Seal();
    this.behind = Seal.behind(checksum);
    this.bytes = memory.readOnlyMemory();
    this.capacity = memory.capacity();
    this.step = capacity / 8;
    this.slot = slot;
    this.position = SharedCursor.read(memory);
    this.released = position;
  }

  /**
   * Claims the next free record, which is then this side's until {@link #done}: {@link #memory},
   * {@link #offset}, {@link #length} and {@link #flags} describe it.
   *
   * @return whether there is one
   * @throws IpcCorruptException if a word of the lane is impossible; nothing is consumed
   */
  public boolean next() {
    for (long budget = capacity / Header.BYTES; budget > 0; budget--) {
      long from = position;
      long read = memory.header(from); // [PUBLISH]
      long end = SharedHeader.end(read, from, capacity, behind);
      if (end >= 0 && SharedHeader.isFree(read)) {
        long mine = SharedHeader.claimed(read, slot);
        if (memory.claim(from, read, mine) && isMine(from, read, end - from)) { // [CLAIM]
          return true;
        }
      } else if (cursor() > from) {
        position = cursor();
      } else if (read == 0) {
        return false;
      } else if (end < 0) {
        throw corrupt(from, read);
      } else {
        pass(from, read, end);
      }
    }
    return false;
  }

  /** Passes a record that another one has. */
  private void pass(long from, long read, long end) {
    if (SharedHeader.claim(read) == slot + 1) {
      // This side has none now: whoever wrote that was no reader. Its message isn't lost by it.
      boolean ignored = memory.giveBack(from, read, SharedHeader.returned(read)); // [RETURN]
    } else {
      position = end;
    }
  }

  /** After a claim: finds out which record it is, if the writer went round the ring meanwhile. */
  private boolean isMine(long claimedAt, long free, long size) {
    long mine = SharedHeader.claimed(free, slot);
    long cursor = cursor();
    long where = claimedAt;
    if (cursor > claimedAt) {
      // A claim holds the cursor back, so the record begins at the one place ahead that fits.
      where = cursor + (claimedAt - cursor & capacity - 1);
      if (!isRecord(where)) {
        boolean ignored = memory.giveBack(where, mine, free); // [RETURN] it was part of a payload
        position = cursor;
        return false;
      }
    }
    at = where;
    word = mine;
    next = where + size;
    position = next;
    return true;
  }

  /** Whether a record begins there, by going from one to the next. */
  private boolean isRecord(long where) {
    long from = cursor();
    for (long budget = 2 * capacity / Header.BYTES; from < where && budget > 0; budget--) {
      long read = memory.header(from);
      long cursor = cursor();
      long end = SharedHeader.end(read, from, capacity, behind);
      if (cursor > from) {
        from = cursor;
      } else if (end < 0) {
        return false;
      } else {
        from = end;
      }
    }
    return from == where && SharedHeader.end(memory.header(where), where, capacity, behind) > where;
  }

  /** The memory that holds the record, read-only. */
  public MemorySegment memory() {
    return bytes;
  }

  /** Where the record's payload begins, a multiple of 8. */
  public long offset() {
    return memory.payload(at);
  }

  /** The length of the record's payload in bytes. */
  public int length() {
    return Header.length(word);
  }

  /** The record's flags of the layer above. */
  public int flags() {
    return Header.flags(word);
  }

  /** Whether the record only says in which file its message lies; see {@link LongFile}. */
  public boolean isElsewhere() {
    return Header.type(word) == SharedHeader.ELSEWHERE;
  }

  /** Whether the record may have been handled by a reader that is gone. */
  public boolean isRedelivered() {
    return SharedHeader.deliveries(word) > 0;
  }

  /** Whether the record is the one that was sent, as far as its checksum tells, if it has one. */
  public boolean isIntact() {
    return seal == null
        || memory.header(next - Seal.BYTES)
            == seal.of(bytes, offset(), length(), SharedHeader.plain(word, at));
  }

  /**
   * The error to throw if it isn't.
   *
   * @param channel on which it was received
   * @param sender who wrote it
   */
  public IpcCorruptException damaged(String channel, String sender) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("channel", channel)
            .and("sender", sender)
            .and("position", at)
            .and("length", length())
            .problem("the message doesn't match its checksum, and is not delivered")
            .text());
  }

  /** Consumes the record. */
  public void done() {
    // If it fails, somebody took the claim for one of a dead reader: then it is another one's now.
    boolean ignored = memory.finish(at, word, SharedHeader.done(word)); // [DONE]
    if (next - released >= step) {
      released = help();
    }
  }

  /**
   * Ends a round of {@link #next} and {@link #done}.
   *
   * @param count how many records were consumed
   */
  public void finish(int count) {
    if (memory.want() != 0 || (count == 0 && released < position)) {
      released = help();
    }
  }

  /**
   * Whether the writer waits for a position that all readers have passed since the last call: the
   * caller then rings the writer's bell.
   */
  public boolean roomWanted() {
    long want = memory.want();
    if (want == 0 || want == answered || released < want) {
      return false;
    }
    answered = want;
    return true;
  }

  /** Where this side looks next. */
  public long position() {
    return position;
  }

  /** The position before which all is known to be done. */
  public long released() {
    return released;
  }

  /** Looks at everything again that isn't done, since claims may have been taken back. */
  public void rescan() {
    position = cursor();
  }

  /** Whether a corrupt word was found, because of which this side can't read any more. */
  public boolean isBroken() {
    return broken;
  }

  /** Whether every record is done, whoever had it. */
  public boolean isEmpty() {
    return memory.header(help()) == 0; // [PUBLISH]
  }

  private long cursor() {
    try {
      return SharedCursor.read(memory); // [ROOM]
    } catch (IpcCorruptException e) {
      broken = true;
      throw e;
    }
  }

  private long help() {
    try {
      return SharedCursor.help(memory, behind); // [ROOM]
    } catch (IpcCorruptException e) {
      broken = true;
      throw e;
    }
  }

  private IpcCorruptException corrupt(long where, long header) {
    broken = true;
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("header", "0x" + Long.toHexString(header))
            .and("position", where)
            .and("capacity", capacity)
            .problem("the header of a record is impossible")
            .text());
  }
}
