package io.ipc4j.shm.channel;

import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.spi.ChannelSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a sender that are too long for its ring, while receivers compete: each is a file
 * of its own, and a record of the ring refers to it.
 *
 * <p>As many bytes as the channel's capacity may be on their way in such files, or one message.
 * Belongs to the sender's thread.
 */
final class LongMessages {
  private final ChannelSpec spec;
  private final LaneFile lane;
  private final LaneWriter writer;
  private final Deque<OnItsWay> onTheirWay = new ArrayDeque<>();
  private @Nullable LongFile open;
  private long bytes;
  private long next;

  /** What readers have done once they are past that position. */
  private record OnItsWay(long number, long length, long end) {}

  LongMessages(ChannelSpec spec, LaneFile lane, LaneWriter writer) {
    this.spec = spec;
    this.lane = lane;
    this.writer = writer;
  }

  /**
   * The position that readers must reach before a message of this length has room, beside that for
   * its record; 0 if it has now.
   */
  long wants(long length) {
    settle();
    long tooMany = bytes + length - spec.capacity();
    long end = 0;
    for (OnItsWay one : onTheirWay) {
      if (tooMany > 0) {
        tooMany -= one.length;
        end = one.end;
      }
    }
    return end;
  }

  private void settle() {
    while (!onTheirWay.isEmpty() && writer.isPast(onTheirWay.getFirst().end)) {
      OnItsWay past = onTheirWay.removeFirst();
      bytes -= past.length;
      // Who handled it has removed it, or was killed before it could.
      boolean ignored = SharedFile.remove(LongFile.of(lane.path(), past.number));
    }
  }

  /**
   * Makes room for a message that has it.
   *
   * @throws io.ipc4j.error.IpcResourceException if the file system is full; nothing has changed
   *     then
   */
  LongFile create(long length) {
    LongFile file = LongFile.create(lane.path(), lane.shape().writer(), next, length);
    open = file;
    return file;
  }

  /** The message that is being written, or null. */
  @Nullable LongFile open() {
    return open;
  }

  /** Publishes the record, for which there is room. */
  void commit(int flags) {
    LongFile file = Objects.requireNonNull(open);
    open = null;
    long length = file.length();
    LongFile.Place place = new LongFile.Place(next, length, file.checksum(spec.checksum()));
    file.close();
    if (writer.tryClaim(LongFile.PLACE_BYTES) < 0) {
      throw new IllegalStateException("no room, though there was");
    }
    writer.commitElsewhere(place, flags); // [PUBLISH]
    onTheirWay.add(new OnItsWay(next, length, writer.tail()));
    bytes += length;
    next++;
  }

  /** Gives up the message that is being written. */
  void abort() {
    LongFile file = open;
    if (file != null) {
      open = null;
      file.remove();
    }
  }

  /** Lets go of the memory; what is on its way stays. */
  void close() {
    LongFile file = open;
    if (file != null) {
      file.remove();
    }
  }
}
