package io.ipc4j.spi;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a receiving port keeps per link: the message that is being joined from its pieces, and the
 * gap to be told before the next message.
 *
 * <p>Belongs to the port's thread. The lengths it reads come from a peer and are checked.
 */
public final class Inflow {
  private static final int ALIGNMENT = 8;
  private static final long SMALLEST_BUFFER = 64 << 10;

  private final ReceivePort port;
  private @Nullable MemorySegment buffer;
  private long total;
  private long filled;
  private boolean joining;
  private long gap;

  /**
   * Makes the state of a new link.
   *
   * @param port the port that polls the link
   */
  public Inflow(ReceivePort port) {
    this.port = port;
  }

  /**
   * Notes that messages were lost here; the next message is preceded by a gap of all noted so far.
   *
   * @param count how many
   */
  public void lost(long count) {
    if (count <= 0) {
      throw corrupt("a gap of " + count + " messages");
    }
    gap += count;
    port.countLost(count);
  }

  /** Notes that the link ended: a message that was being joined will never be complete. */
  public void end() {
    if (joining) {
      joining = false;
      port.countIncomplete();
    }
    buffer = null;
  }

  /** Takes a record that is not simply a whole message, or one after a gap. */
  int take(MessageHandler handler, int flags, MemorySegment memory, long offset, long length) {
    return switch (flags) {
      case RecordFlags.WHOLE -> {
        end();
        yield hand(handler, memory, offset, length);
      }
      case RecordFlags.FIRST -> first(memory, offset, length);
      case RecordFlags.MIDDLE -> append(memory, offset, length);
      case RecordFlags.LAST -> last(handler, memory, offset, length);
      case RecordFlags.ABORT -> {
        end();
        yield 0;
      }
      case RecordFlags.GAP -> {
        if (length != Long.BYTES) {
          throw corrupt("a gap record of " + length + " bytes");
        }
        lost(memory.get(RecordFlags.COUNT_LAYOUT, offset));
        joining = false; // the message that had begun is among those counted
        yield 0;
      }
      default -> throw corrupt("a record with flags " + flags);
    };
  }

  boolean isPlain() {
    return gap == 0 && !joining;
  }

  private int hand(MessageHandler handler, MemorySegment memory, long offset, long length) {
    if (gap != 0) {
      long lost = gap;
      gap = 0;
      handler.onGap(lost);
    }
    port.hand(handler, memory, offset, length);
    return 1;
  }

  private int first(MemorySegment memory, long offset, long length) {
    end();
    if (length < Long.BYTES) {
      throw corrupt("a first piece of " + length + " bytes");
    }
    long announced = memory.get(RecordFlags.COUNT_LAYOUT, offset);
    if (announced < length - Long.BYTES || announced > port.spec().maxMessageSize()) {
      throw corrupt("a message of " + announced + " bytes announced");
    }
    total = announced;
    filled = 0;
    joining = true;
    return append(memory, offset + Long.BYTES, length - Long.BYTES);
  }

  private int append(MemorySegment memory, long offset, long length) {
    if (!joining) {
      return 0; // the rest of a message whose beginning an earlier receiver took
    }
    if (length > total - filled) {
      throw corrupt("a message longer than the " + total + " bytes announced");
    }
    MemorySegment target = room(filled + length);
    MemorySegment.copy(memory, offset, target, filled, length);
    filled += length;
    return 0;
  }

  private int last(MessageHandler handler, MemorySegment memory, long offset, long length) {
    if (!joining) {
      port.countIncomplete();
      return 0;
    }
    append(memory, offset, length);
    joining = false;
    if (filled != total) {
      throw corrupt("a message of " + filled + " instead of the " + total + " bytes announced");
    }
    return hand(handler, room(filled), 0, filled);
  }

  /** Grows with what has really arrived, not with what a peer announces. */
  private MemorySegment room(long needed) {
    MemorySegment current = buffer;
    if (current == null || current.byteSize() < needed) {
      long size = Math.min(Math.max(needed, total / 4), Math.max(total, SMALLEST_BUFFER));
      size = Math.max(size, current == null ? SMALLEST_BUFFER : current.byteSize() * 2);
      MemorySegment larger = Arena.ofAuto().allocate(Math.max(size, needed), ALIGNMENT);
      if (current != null) {
        MemorySegment.copy(current, 0, larger, 0, filled);
      }
      buffer = larger;
      return larger;
    }
    return current;
  }

  private IpcCorruptException corrupt(String what) {
    joining = false;
    return new IpcCorruptException(
        ErrorIds.CORRUPT, "channel=" + port.channel() + ": the peer wrote " + what);
  }
}
