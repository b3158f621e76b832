package io.ipc4j.internal;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.internal.AcknowledgingEndpoint.Heard;
import io.ipc4j.internal.AcknowledgingEndpoint.SenderId;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A receiver's link that takes the sender's {@link Notes} out of what is polled, and acknowledges
 * each message when its handler has returned or thrown, before the next one is handed out. Belongs
 * to the handle's thread.
 *
 * <p><i>State:</i> {@code gap} and {@code again} are the sender's latest mark, for the next
 * message; {@code handled} counts messages, dropped ones too. <i>If the process dies here:</i>
 * every handled message but the last was acknowledged before, so at most that one is handled again.
 */
final class AcknowledgingLink implements Link, RecordHandler {
  private final Link inner;
  private final AcknowledgingEndpoint owner;
  private final MemorySegment gapRecord = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private @Nullable RecordHandler target;
  private @Nullable SenderId sender;
  private @Nullable Heard heard;
  private boolean heardBefore;
  private long number;
  private long handled;
  private long gap;
  private boolean again;
  private boolean owing;
  private boolean joining;

  AcknowledgingLink(Link inner, AcknowledgingEndpoint owner) {
    this.inner = inner;
    this.owner = owner;
  }

  Link inner() {
    return inner;
  }

  /** Who sends, if it has said so. */
  @Nullable SenderId sender() {
    return sender;
  }

  // --- receiving ---

  @Override
  public int poll(RecordHandler handler, int limit) {
    if (owing) {
      acknowledge();
    }
    target = handler;
    int handed = 0;
    while (handed < limit && !owing && inner.flush()) {
      int one = inner.poll(this, 1); // one: the next must not be handled before this is written
      if (one == 0) {
        break;
      }
      handed += one;
    }
    return handed;
  }

  @Override
  public void onRecord(int flags, MemorySegment memory, long offset, long length) {
    switch (flags) {
      case RecordFlags.NOTE -> note(memory, offset, length);
      case RecordFlags.WHOLE -> whole(memory, offset, length);
      case RecordFlags.FIRST -> first(memory, offset, length);
      case RecordFlags.LAST -> last(memory, offset, length);
      default -> pass(flags, memory, offset, length);
    }
  }

  private void pass(int flags, MemorySegment memory, long offset, long length) {
    RecordHandler to = target;
    if (to != null) {
      to.onRecord(flags, memory, offset, length);
    }
  }

  private void whole(MemorySegment memory, long offset, long length) {
    joining = false;
    if (isKnown()) {
      done();
      return;
    }
    passGap();
    hand(RecordFlags.WHOLE, memory, offset, length);
  }

  private void first(MemorySegment memory, long offset, long length) {
    joining = true;
    passGap();
    pass(RecordFlags.FIRST, memory, offset, length);
  }

  private void last(MemorySegment memory, long offset, long length) {
    if (!joining) {
      pass(RecordFlags.LAST, memory, offset, length);
      return;
    }
    joining = false;
    if (isKnown()) {
      pass(RecordFlags.ABORT, memory, offset, 0);
      done();
      return;
    }
    hand(RecordFlags.LAST, memory, offset, length);
  }

  /** Whether the message that is complete now was handled here before, over another link. */
  private boolean isKnown() {
    Heard so = heard;
    return so != null && number <= so.number;
  }

  private void passGap() {
    if (gap > 0 && !isKnown()) {
      gapRecord.set(RecordFlags.COUNT_LAYOUT, 0, gap);
      gap = 0;
      pass(RecordFlags.GAP, gapRecord, 0, Long.BYTES);
    }
  }

  private void hand(int flags, MemorySegment memory, long offset, long length) {
    Heard so = heard;
    if (so != null) {
      so.number = number;
    }
    boolean marked = again && !heardBefore;
    if (marked) {
      owner.mark().redelivered(true);
    }
    try {
      pass(flags, memory, offset, length);
    } finally {
      if (marked) {
        owner.mark().redelivered(false);
      }
      done();
    }
  }

  private void note(MemorySegment memory, long offset, long length) {
    long kind = Notes.kind(memory, offset, length);
    if (kind == Notes.MARK) {
      gap = Notes.get(memory, offset, 1);
      again = Notes.get(memory, offset, 2) != 0;
      if (gap < 0) {
        throw Notes.corrupt("a gap of " + gap + " messages");
      }
    } else if (kind == Notes.RESUME && heard == null) {
      resume(
          new SenderId(Notes.get(memory, offset, 1), Notes.get(memory, offset, 2)),
          Notes.get(memory, offset, 3));
    } else {
      throw Notes.corrupt("a note of kind " + kind + " where none belongs");
    }
  }

  private void resume(SenderId who, long next) {
    Heard before = owner.heard(who);
    heardBefore = before != null;
    heard = before == null ? owner.begin(who) : before;
    sender = who;
    number = next;
  }

  /** A message is consumed. */
  private void done() {
    handled++;
    number++;
    gap = 0;
    again = false;
    acknowledge();
  }

  private void acknowledge() {
    int length = Notes.length(Notes.ACK);
    long at = inner.claim(length);
    owing = at == NO_ROOM;
    if (at >= 0) {
      MemorySegment memory = inner.claimMemory();
      Notes.set(memory, at, 0, Notes.ACK);
      Notes.set(memory, at, 1, handled);
      inner.commit(RecordFlags.NOTE);
      inner.flush();
    }
  }

  // --- as it is ---

  @Override
  public State state() {
    return inner.state();
  }

  @Override
  public PeerInfo peer() {
    return inner.peer();
  }

  @Override
  public boolean hasUnread() {
    return inner.hasUnread();
  }

  @Override
  public String lostBecause() {
    return inner.lostBecause();
  }

  @Override
  public long inDoubt() {
    return 0; // acknowledgements only
  }

  @Override
  public long maxRecord() {
    return inner.maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    return inner.offer(flags, source, offset, length);
  }

  @Override
  public boolean hasRoom(long length) {
    return inner.hasRoom(length);
  }

  @Override
  public long claim(long length) {
    return inner.claim(length);
  }

  @Override
  public MemorySegment claimMemory() {
    return inner.claimMemory();
  }

  @Override
  public void commit(int flags) {
    inner.commit(flags);
  }

  @Override
  public void abort() {
    inner.abort();
  }
}
