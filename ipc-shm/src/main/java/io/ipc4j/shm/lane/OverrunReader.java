package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a lane whose writer waits for nobody, for one slot.
 *
 * <p>A record is copied whole into private memory first; then it is looked whether the writer had
 * given it up meanwhile. If so the copy is dropped, and reading goes on with the oldest record that
 * is kept. Messages are numbered, so what was missed is known exactly: it is handed out as a record
 * {@link RecordFlags#GAP} before the next message. No method blocks; the copy grows to the longest
 * record.
 *
 * <p><b>State.</b> {@code position} is where the next record begins, {@code expected} the number of
 * the message that comes next if none is missed. <b>Ordering.</b> {@code [PUBLISH]} makes a record
 * visible, and {@code [EVICT]} after it says whether all that was read was that record.
 * <b>Ownership.</b> One thread at a time; a payload is the caller's until {@link #done}. <b>If the
 * process dies here</b>, its successor starts at {@code taken}, and knows from {@code expected}
 * what it missed: the gap of a message that wasn't handled is told again with it.
 */
public final class OverrunReader {
  /** How many records are looked at in one call before something else may be done. */
  private static final int ATTEMPTS = 256;

  /** The bytes of the shortest message are two to that power. */
  private static final int SHORTEST = 4;

  private static final long DELIVERING = 1;

  private final OverwrittenMemory memory;
  private final long capacity;
  private final int slot;
  private final @Nullable Seal seal;
  private final int behind;
  private final MemorySegment gap = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private final long redelivered;
  private MemorySegment copy = MemorySegment.NULL;
  private MemorySegment current = MemorySegment.NULL;
  private long position;
  private long expected;
  private long missed;
  private long missedStored;
  private long stored;
  private long number;
  private long header;
  private long next;
  private boolean joining;
  private boolean broken;
  private long answered;

  private OverrunReader(OverwrittenMemory memory, int slot, long taken, ChecksumKind checksum) {
    this.memory = memory;
    this.capacity = memory.capacity();
    this.slot = slot;
    this.seal = checksum == ChecksumKind.NONE ? null : new Seal();
    this.behind = Seal.behind(checksum) + KeepingWriter.NUMBER_BYTES;
    this.position = taken & -8L;
    this.redelivered = (taken & DELIVERING) != 0 ? position : -1;
    this.expected = memory.expected(slot);
    this.missed = memory.missed(slot);
    this.missedStored = missed;
    this.stored = taken;
  }

  /**
   * Continues where the former reader of this slot was, or where the writer let it begin.
   *
   * @throws IpcCorruptException if what was stored there is impossible
   */
  public static OverrunReader resume(OverwrittenMemory memory, int slot, ChecksumKind checksum) {
    long taken = memory.taken(slot); // [TAKEN]
    OverrunReader reader = new OverrunReader(memory, slot, taken, checksum);
    boolean possible =
        taken >= 0
            && (taken & LaneReader.MARKS & ~DELIVERING) == 0
            && reader.expected >= 0
            && reader.expected <= (reader.position >> SHORTEST) + 1
            && reader.missed >= 0;
    if (!possible) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("taken", taken)
              .and("expected", reader.expected)
              .and("missed", reader.missed)
              .and("slot", slot)
              .problem("a reader's position is impossible")
              .text());
    }
    return reader;
  }

  /**
   * Moves to what is to be delivered next, a record or a gap: {@link #memory}, {@link #length} and
   * {@link #flags} describe it until {@link #done}.
   *
   * @return whether there is something; after false there may be more, see {@link #isEmpty}
   * @throws IpcCorruptException if a record is impossible; nothing is consumed
   */
  public boolean next() {
    for (int i = 0; i < ATTEMPTS; i++) {
      long at = position;
      long word = memory.header(at); // [PUBLISH]
      long end = word == 0 ? at : Header.end(word, at, capacity, behind);
      boolean data = end > at && Header.type(word) == Header.DATA;
      if (data) {
        copyOut(at, end);
      }
      long evicted = memory.evicted(); // [EVICT]
      if (evicted > at) {
        overrun(evicted);
      } else if (word == 0) {
        return false;
      } else if (end < 0) {
        throw corrupt("header", word, "the header of a record is impossible");
      } else if (data && accept(at, word, end)) {
        return true;
      } else if (!data) {
        position = end;
      }
    }
    return false;
  }

  private void copyOut(long at, long end) {
    long size = end - at - Header.BYTES;
    if (copy.byteSize() < size) {
      copy = Arena.ofAuto().allocate(Math.min(size * 2, capacity), Long.BYTES);
    }
    memory.copyOut(at, copy, size);
  }

  private void overrun(long evicted) {
    if ((evicted & 7) != 0) {
      throw corrupt("evicted", evicted, "no record can begin where the kept ones are said to");
    }
    position = evicted;
    joining = false;
  }

  /** Whether a record that was copied whole is handed out, or a gap before it. */
  private boolean accept(long at, long word, long end) {
    int flags = Header.flags(word);
    number = copy.get(ValueLayout.JAVA_LONG, Header.recordSize(Header.length(word)) - Header.BYTES);
    if (number < 0 || number > at >> SHORTEST) {
      throw corrupt("number", number, "a message's number is impossible");
    }
    if (KeptRange.beginsMessage(flags)) {
      if (number < expected && !wasHandled(at)) {
        throw corrupt("number", number, "message " + expected + " was to come");
      }
      if (number > expected) {
        presentGap(number - expected);
        return true;
      }
      expected = number;
      joining = true;
    } else if (!joining || number != expected) {
      position = end; // the rest of a message that was missed
      return false;
    }
    current = copy;
    header = word;
    next = end;
    store(at | DELIVERING);
    return true;
  }

  /** Whether the record was handled by a reader that died before it could say how far it was. */
  private boolean wasHandled(long at) {
    return at == redelivered && number == expected - 1;
  }

  private void presentGap(long count) {
    gap.set(RecordFlags.COUNT_LAYOUT, 0, count);
    current = gap;
    header = Header.of(position, Header.DATA, RecordFlags.GAP, Long.BYTES);
    next = position;
    joining = false;
    missed += count;
    expected = number;
  }

  private boolean isGap() {
    return next == position;
  }

  /** The memory that holds it from its beginning on, private to this side. */
  public MemorySegment memory() {
    return current;
  }

  /** The length of its payload in bytes. */
  public int length() {
    return Header.length(header);
  }

  /** Its flags of the layer above. */
  public int flags() {
    return Header.flags(header);
  }

  /** Whether the record is the one that was sent, as far as its checksum tells, if it has one. */
  public boolean isIntact() {
    return seal == null || isGap() || sealed() == seal.of(copy, 0, length(), header);
  }

  private long sealed() {
    return copy.get(ValueLayout.JAVA_LONG, next - position - Header.BYTES - Seal.BYTES);
  }

  /** The error to throw if it isn't; see {@link LaneReader#damaged}. */
  public IpcCorruptException damaged(String channel, String sender) {
    return Seal.damaged(channel, sender, position, length());
  }

  /** Consumes it. */
  public void done() {
    if (isGap()) {
      return;
    }
    position = next;
    if (KeptRange.endsMessage(flags())) {
      joining = false;
      expected = number + 1;
      memory.expect(slot, expected);
      if (missed != missedStored) {
        missedStored = missed;
        memory.miss(slot, missed);
      }
    }
  }

  /** Ends a round of {@link #next} and {@link #done}. */
  public void finish() {
    if (stored != position) {
      store(position);
    }
  }

  private void store(long mark) {
    memory.taken(slot, mark); // [TAKEN]
    stored = mark;
  }

  /** As {@link LaneReader#roomWanted}. */
  public boolean roomWanted() {
    long want = memory.want();
    if (want == 0 || want == answered || position < want) {
      return false;
    }
    answered = want;
    return true;
  }

  /** Whether the next record may have been handled by a reader that died. */
  public boolean isRedelivered() {
    return position == redelivered;
  }

  /** Whether something impossible was found, beyond which this side can't read. */
  public boolean isBroken() {
    return broken;
  }

  /** Whether nothing is published that this side hasn't read or missed. */
  public boolean isEmpty() {
    return memory.header(position) == 0 && memory.evicted() <= position; // [PUBLISH] [EVICT]
  }

  /** Where the next record begins. */
  public long position() {
    return position;
  }

  /** The number of the message that comes next if none is missed. */
  public long expected() {
    return expected;
  }

  /** How many messages were missed so far by the readers of this slot. */
  public long missed() {
    return missed;
  }

  private IpcCorruptException corrupt(String what, long value, String problem) {
    broken = true;
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of(what, value)
            .and("position", position)
            .and("capacity", capacity)
            .problem(problem)
            .text());
  }
}
