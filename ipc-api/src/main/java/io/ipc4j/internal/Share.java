package io.ipc4j.internal;

import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What one receiver has of a sender's messages: those on its link that it has not acknowledged.
 * Guarded by its sender.
 *
 * <p><i>State:</i> {@code open} holds them in the order of the link, so that a count acknowledges a
 * prefix; where messages are numbered they are consecutive; {@code markedGap} and {@code
 * markedAgain} are what the receiver believes of the next message.
 */
final class Share implements RecordHandler {
  private static final int ACKS_AT_ONCE = 256;

  /**
   * What holds for every link of a sender.
   *
   * @param window how many messages may be open
   * @param capacity how many bytes may be open, if there are several messages
   * @param numbered whether the receiver is told the numbers, and drops what it has handled
   * @param idHigh the upper half of what tells the sender apart
   * @param idLow the lower half
   */
  record Terms(long window, long capacity, boolean numbered, long idHigh, long idLow) {}

  private final LinkOut out;
  private final Terms terms;
  private final Consumer<Kept> onAcknowledged;
  private final MemorySegment note = Arena.ofAuto().allocate(Notes.LONGEST, Long.BYTES);
  private final ArrayDeque<Kept> open = new ArrayDeque<>();
  private long cost;
  private long acknowledged;
  private long markedGap;
  private boolean markedAgain;
  private boolean introduced;
  private boolean broken;
  private long refusedAttempt;

  /**
   * Begins with a link.
   *
   * @param onAcknowledged gets each message that is not needed any more
   */
  Share(Link link, Terms terms, Consumer<Kept> onAcknowledged) {
    this.out = new LinkOut(link);
    this.terms = terms;
    this.introduced = !terms.numbered();
    this.onAcknowledged = onAcknowledged;
  }

  Link link() {
    return out.link();
  }

  /** How many messages are open. */
  int size() {
    return open.size();
  }

  /** Whether so much is open that acknowledgements should be looked for. */
  boolean isHalfUsed() {
    return open.size() >= (terms.window() + 1) / 2 || cost >= terms.capacity() / 2;
  }

  boolean hasCredit(long length) {
    return !broken
        && (open.isEmpty()
            || (open.size() < terms.window() && cost + length + Kept.OVERHEAD <= terms.capacity()));
  }

  /** Whether a message of that length could be sent now. */
  boolean canTake(long length) {
    return hasCredit(length) && out.hasRoom(length);
  }

  /** The same, as an attempt that a link without room refuses: the gate opens once it has some. */
  boolean wouldTake(long length) {
    return hasCredit(length) && out.probe(length);
  }

  /** Notes that this attempt to place a message was refused here. */
  void refused(long attempt) {
    refusedAttempt = attempt;
  }

  boolean hasRefused(long attempt) {
    return refusedAttempt == attempt;
  }

  // --- sending ---

  /** Sends a message, which stays open here, or says why not. */
  SendResult send(Kept kept) {
    if (!introduced) {
      Notes.set(note, 0, 0, Notes.RESUME);
      Notes.set(note, 0, 1, terms.idHigh());
      Notes.set(note, 0, 2, terms.idLow());
      Notes.set(note, 0, 3, kept.number);
      SendResult said = writeNote(Notes.RESUME);
      if (said != SendResult.SENT) {
        return said;
      }
      introduced = true;
    }
    if (kept.gap != markedGap || kept.again != markedAgain) {
      Notes.set(note, 0, 0, Notes.MARK);
      Notes.set(note, 0, 1, kept.gap);
      Notes.set(note, 0, 2, kept.again ? 1 : 0);
      SendResult marked = writeNote(Notes.MARK);
      if (marked != SendResult.SENT) {
        return marked;
      }
      markedGap = kept.gap;
      markedAgain = kept.again;
    }
    SendResult result = out.sendLasting(kept.memory, kept.length);
    if (result == SendResult.SENT) {
      open.addLast(kept);
      cost += kept.cost();
      markedGap = 0;
      markedAgain = false;
    }
    return result;
  }

  private SendResult writeNote(long kind) {
    return out.send(RecordFlags.NOTE, note, 0, Notes.length(kind));
  }

  /** Tells of a loss that no message follows. */
  void tellGap(long lost) {
    note.set(RecordFlags.COUNT_LAYOUT, 0, lost);
    out.send(RecordFlags.GAP, note, 0, Long.BYTES);
  }

  // --- acknowledgements ---

  /** Takes the acknowledgements that have arrived; whether there were any. */
  boolean settle() {
    long before = acknowledged;
    try {
      while (!broken && link().poll(this, ACKS_AT_ONCE) > 0) {
        // until nothing is there
      }
    } catch (IpcCorruptException e) {
      broken = true; // it gets nothing more, and what it has goes to others when it ends
      throw e;
    }
    return acknowledged != before;
  }

  /** Whether acknowledgements may come after those that were taken, the link being down. */
  boolean mayHearMore() {
    return !broken && link().hasUnread();
  }

  @Override
  public void onRecord(int flags, MemorySegment memory, long offset, long length) {
    if (flags != RecordFlags.NOTE || Notes.kind(memory, offset, length) != Notes.ACK) {
      throw Notes.corrupt("something else than acknowledgements, flags " + flags);
    }
    long count = Notes.get(memory, offset, 1);
    if (count < acknowledged || count - acknowledged > open.size()) {
      throw Notes.corrupt(
          "an acknowledgement of " + count + " of " + (acknowledged + open.size()) + " messages");
    }
    while (acknowledged < count) {
      Kept kept = open.removeFirst();
      cost -= kept.cost();
      acknowledged++;
      onAcknowledged.accept(kept);
    }
  }

  // --- the end ---

  /** Writes what is left of a long message for at most that long; nothing is sent after that. */
  void finish(Duration linger) {
    out.finish(linger);
  }

  /** After the link has ended and was settled: gives back what is open, in order. */
  void giveBack(Consumer<Kept> to) {
    open.forEach(to);
    open.clear();
    cost = 0;
  }
}
