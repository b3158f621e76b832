package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The incoming half of a connection: reads the stream, hands out records in place, and takes the
 * frames between them.
 *
 * <p>The owner polls. Who only sends reads ahead: frames that are no records are then taken at
 * once, although records before them wait to be polled. <i>State:</i> guarded by {@code lock},
 * since a helper of the layer above may send, and so read ahead, while the owner looks after the
 * link. <i>Nothing of the peer is trusted:</i> a header is read once and checked before it is used.
 */
final class Intake {
  private static final long ACK_DELAY = 1_000_000;
  private static final long READ_AHEAD = 1 << 20;
  private static final long LONGEST_READ = 4 << 20;

  /** What happens on the stream, told under the lock. */
  interface Events {
    /** The peer says what it has consumed so far. */
    void onAcknowledged(Consumed consumed);

    /** The peer has closed in order; nothing follows. */
    void onFarewell();

    /** The stream ended or failed, or the peer broke the protocol. */
    void onEnd(String why);

    /**
     * It is time to acknowledge.
     *
     * @return false if it has to be tried again
     */
    boolean acknowledge(Consumed consumed);
  }

  private final ByteStream stream;
  private final Inbox inbox;
  private final long maxRecord;
  private final boolean replaced;
  private final long ackAfterBytes;
  private final long ackAfterRecords;
  private final MemorySegment gap = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private final Events events;
  private final ReentrantLock lock = new ReentrantLock();

  private long records;
  private long bytes;
  private long discarded;
  private long ackedRecords;
  private long ackedBytes;
  private long lost;
  private long idleSince;
  private int scanned;
  private int handling;
  private boolean ended;

  /**
   * Makes the incoming half.
   *
   * @param inbox what has arrived already
   * @param maxRecord the longest record that is allowed
   * @param theirs what the peer said of itself
   */
  Intake(ByteStream stream, Inbox inbox, long maxRecord, Hello theirs, Events events) {
    this.stream = stream;
    this.inbox = inbox;
    this.maxRecord = maxRecord;
    this.replaced = theirs.replaces();
    long ahead = replaced ? Replacer.window(theirs.capacity()) / 2 : theirs.capacity() / 8;
    this.ackAfterBytes = Math.max(1, ahead);
    this.ackAfterRecords = replaced ? Replacer.acknowledgeAfter() : Long.MAX_VALUE;
    this.events = events;
  }

  /** Hands out records; how many. */
  int poll(RecordHandler handler, int limit) {
    lock.lock();
    try {
      if (replaced) {
        catchUp();
      }
      int handed = hand(handler, limit);
      long budget = LONGEST_READ;
      while (handed == 0 && budget > 0) {
        int read = receive();
        if (read == 0) {
          break;
        }
        budget -= read;
        handed = hand(handler, limit);
      }
      if (handed > 0) {
        idleSince = 0;
        if (bytes - ackedBytes >= ackAfterBytes || records - ackedRecords >= ackAfterRecords) {
          acknowledge();
        }
      }
      return handed;
    } finally {
      lock.unlock();
    }
  }

  private int hand(RecordHandler handler, int limit) {
    int handed = lost > 0 ? handGap(handler) : 0;
    while (handed < limit && inbox.unread() >= FrameLayout.HEADER) {
      long header = inbox.header(0);
      if (!isValid(header)) {
        giveUp(header);
        break;
      }
      long length = FrameLayout.length(header);
      long size = FrameLayout.size(length);
      if (inbox.unread() < size) {
        break;
      }
      MemorySegment memory = inbox.memory();
      long at = inbox.start() + (long) FrameLayout.HEADER;
      boolean seen = scanned > 0;
      consume(size);
      if (FrameLayout.kind(header) == FrameLayout.DATA) {
        handed++;
        deliver(handler, FrameLayout.flags(header), memory, at, length);
      } else if (!seen) {
        control(header, memory, at);
      }
    }
    return handed;
  }

  /** Before it hands out anything of a peer that replaces: learns what has been replaced. */
  private void catchUp() {
    long budget = LONGEST_READ;
    while (budget > 0) {
      int read = receive();
      if (read == 0) {
        return;
      }
      budget -= read;
      scan();
    }
  }

  private int handGap(RecordHandler handler) {
    gap.set(RecordFlags.COUNT_LAYOUT, 0, lost);
    lost = 0;
    handling++;
    try {
      handler.onRecord(RecordFlags.GAP, gap, 0, Long.BYTES);
    } finally {
      handling--;
    }
    return 1;
  }

  /** Gives up the records that were scanned and not handed out. */
  private void discard() {
    while (scanned > 0) {
      long header = inbox.header(0);
      long size = FrameLayout.size(FrameLayout.length(header));
      if (FrameLayout.kind(header) == FrameLayout.DATA) {
        give(header, size);
      }
      consume(size);
    }
  }

  private void give(long header, long size) {
    bytes += size;
    switch (FrameLayout.flags(header)) {
      case RecordFlags.GAP ->
          lost += Math.max(0, FrameLayout.word(inbox.memory(), inbox.start() + 8L));
      case RecordFlags.WHOLE, RecordFlags.LAST -> {
        records++;
        discarded++;
        lost++;
      }
      default -> {
        records++;
        discarded++;
      }
    }
  }

  private void consume(long size) {
    inbox.consume(size);
    scanned = (int) Math.max(0, scanned - size);
  }

  private void deliver(
      RecordHandler handler, int flags, MemorySegment memory, long at, long length) {
    bytes += FrameLayout.size(length);
    if (flags != RecordFlags.GAP) {
      records++;
    }
    handling++;
    try {
      handler.onRecord(flags, memory, at, length);
    } finally {
      handling--;
    }
  }

  private boolean isValid(long header) {
    return switch (FrameLayout.kind(header)) {
      case FrameLayout.DATA ->
          FrameLayout.length(header) <= maxRecord
              && FrameLayout.flags(header) <= RecordFlags.MAX
              && FrameLayout.lane(header) == 0;
      case FrameLayout.ACK, FrameLayout.FIN ->
          header == FrameLayout.header(FrameLayout.kind(header), 0, FrameLayout.ACK_PAYLOAD);
      case FrameLayout.DISCARD ->
          replaced && header == FrameLayout.header(FrameLayout.DISCARD, 0, 0);
      default -> false;
    };
  }

  /** A stream with one wrong header can't be read any further. */
  private void giveUp(long header) {
    inbox.consume(inbox.unread());
    scanned = 0;
    end(broken(header));
  }

  private static String broken(long header) {
    return "the peer broke the protocol (frame header " + Long.toHexString(header) + ")";
  }

  private void end(String why) {
    ended = true;
    events.onEnd(why);
  }

  private void control(long header, MemorySegment memory, long at) {
    if (FrameLayout.kind(header) == FrameLayout.DISCARD) {
      discard();
      return;
    }
    events.onAcknowledged(Consumed.read(memory, at));
    if (FrameLayout.kind(header) == FrameLayout.FIN) {
      ended = true;
      events.onFarewell();
    }
  }

  /** Reads once; how much, or 0 if there is nothing to read now, or ever. */
  private int receive() {
    if (ended) {
      return 0;
    }
    try {
      int read = inbox.fill(stream, handling > 0);
      if (read < 0) {
        end("the peer's process ended, or closed the connection without a word");
      }
      return Math.max(0, read);
    } catch (IOException e) {
      end("the connection failed: " + e.getMessage());
      return 0;
    }
  }

  /**
   * Reads what has arrived without handing it out, and takes the frames that are no records.
   *
   * @return whether anything may have changed
   */
  boolean lookAhead() {
    if (!lock.tryLock()) {
      return true; // another thread is at it
    }
    try {
      boolean any = false;
      while (inbox.unread() < READ_AHEAD && receive() > 0) {
        any = true;
        scan();
      }
      return any;
    } finally {
      lock.unlock();
    }
  }

  private void scan() {
    while (!ended && inbox.unread() - scanned >= FrameLayout.HEADER) {
      long header = inbox.header(scanned);
      if (!isValid(header)) {
        end(broken(header));
        return;
      }
      int size = (int) FrameLayout.size(FrameLayout.length(header));
      if (FrameLayout.kind(header) == FrameLayout.DATA) {
        scanned += size;
        continue;
      }
      if (inbox.unread() - scanned < size) {
        return;
      }
      long at = inbox.start() + scanned + (long) FrameLayout.HEADER;
      control(header, inbox.memory(), at);
      if (scanned == 0) {
        inbox.consume(size);
      } else {
        scanned += size;
      }
    }
  }

  /** Whether whole records have arrived that were not handed out. */
  boolean hasUnread() {
    lock.lock();
    try {
      int at = 0;
      if (lost > 0) {
        return true;
      }
      while (inbox.unread() - at >= FrameLayout.HEADER) {
        long header = inbox.header(at);
        long size = FrameLayout.size(FrameLayout.length(header));
        if (!isValid(header) || inbox.unread() - at < size) {
          return false;
        }
        if (FrameLayout.kind(header) == FrameLayout.DATA) {
          return true;
        }
        at += (int) size;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void acknowledge() {
    if (events.acknowledge(consumed())) {
      ackedBytes = bytes;
      ackedRecords = records;
    }
  }

  /**
   * An idle moment: acknowledges once it has been idle for a while.
   *
   * @param again whether the last acknowledgement got lost
   */
  void rest(boolean again) {
    if ((bytes == ackedBytes && !again) || !lock.tryLock()) {
      return;
    }
    try {
      long now = System.nanoTime();
      if (idleSince == 0) {
        idleSince = now;
      } else if (now - idleSince >= ACK_DELAY) {
        acknowledge();
        idleSince = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long the owner may sleep, in nanoseconds, before it must acknowledge. */
  long longestSleep() {
    return bytes == ackedBytes ? Long.MAX_VALUE : ACK_DELAY;
  }

  /** What was consumed; may lag behind if another thread than the owner asks. */
  Consumed consumed() {
    return new Consumed(records, bytes, discarded);
  }
}
