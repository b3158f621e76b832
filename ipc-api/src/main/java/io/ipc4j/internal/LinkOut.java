package io.ipc4j.internal;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** A link as one sending handle sees it: takes messages of any length, cutting where needed. */
final class LinkOut {
  private static final Logger LOG = System.getLogger(LinkOut.class.getName());

  private final Link link;
  private final Pieces pieces;
  private final long maxRecord;
  private final ArrayDeque<MemorySegment> owed = new ArrayDeque<>();
  private boolean cutOff;

  LinkOut(Link link) {
    this.link = link;
    this.maxRecord = link.maxRecord();
    this.pieces = new Pieces(link);
  }

  Link link() {
    return link;
  }

  /** How long a message the link takes whole. */
  long maxRecord() {
    return maxRecord;
  }

  boolean isUp() {
    return link.state() == Link.State.UP;
  }

  /** Has some messages sent before all others, as there is room; they must stay as they are. */
  void owe(List<MemorySegment> messages) {
    owed.addAll(messages);
  }

  /** Whether {@link #send} would take a message of that length now. */
  boolean hasRoom(long length) {
    return !isBusy() && (length <= maxRecord ? link.hasRoom(length) : pieces.canBegin(length));
  }

  /** Whether a message in pieces is on its way somewhere: that one does not give way. */
  static boolean anyBusy(LinkOut[] now) {
    for (LinkOut out : now) {
      if (out.isUp() && out.isBusy()) {
        return true;
      }
    }
    return false;
  }

  /** Whether every link that is up would take a message of that length now. */
  static boolean roomOnAll(LinkOut[] now, long length) {
    for (LinkOut out : now) {
      if (out.isUp() && !out.hasRoom(length)) {
        return false;
      }
    }
    return true;
  }

  SendResult send(int flags, MemorySegment source, long offset, long length) {
    if (isBusy()) {
      return isUp() ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    return pass(flags, source, offset, length);
  }

  private SendResult pass(int flags, MemorySegment source, long offset, long length) {
    return length <= maxRecord
        ? link.offer(flags, source, offset, length)
        : pieces.begin(source, offset, length);
  }

  /**
   * Sends a message that stays in its memory, unchanged, until the link has carried it or has
   * ended: a long one is not copied again.
   */
  SendResult sendLasting(MemorySegment message, long length) {
    if (pieces.isBusy()) {
      return isUp() ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    return length <= link.maxRecord()
        ? link.offer(RecordFlags.WHOLE, message, 0, length)
        : pieces.beginLasting(message, length);
  }

  /** As {@link #hasRoom}, but without room it is an attempt that the link has refused. */
  boolean probe(long length) {
    if (hasRoom(length)) {
      return true;
    }
    if (pieces.isBusy()) {
      return false;
    }
    long at = link.claim(Math.min(length, link.maxRecord()));
    if (at >= 0) {
      link.abort();
    }
    return at >= 0;
  }

  /** Whether a message of that length can be written straight into the link. */
  boolean canClaim(long length) {
    return length <= maxRecord && !isBusy();
  }

  /** Whether something is to be sent before the next message, for which there is no room yet. */
  boolean isBusy() {
    return pieces.isBusy() || (!owed.isEmpty() && !pay());
  }

  private boolean pay() {
    while (!owed.isEmpty()) {
      MemorySegment next = owed.element();
      if (pass(RecordFlags.WHOLE, next, 0, next.byteSize()) != SendResult.SENT) {
        return false;
      }
      owed.remove();
      if (pieces.isBusy()) {
        return false;
      }
    }
    return true;
  }

  /** Writes what is left of a long message for at most that long; nothing is sent after that. */
  void finish(Duration linger) {
    cutOff = !pieces.finish(isUp() ? linger : Duration.ZERO);
  }

  /**
   * Lets go of a link that has ended, and tells of what may be lost by that.
   *
   * @return how many messages are in doubt
   */
  long end(String channel) {
    finish(Duration.ZERO);
    long lost = inDoubt();
    if (lost > 0) {
      LOG.log(
          Level.WARNING,
          "channel={0}: {1} went away with {2} messages in doubt: {3}",
          channel,
          link.peer().name(),
          lost,
          link.state() == Link.State.LOST ? link.lostBecause() : "it closed in order");
    }
    return lost;
  }

  /** After {@link #finish}, once the peer has gone: how many messages it may not have got. */
  long inDoubt() {
    return Math.max(link.inDoubt(), cutOff ? 1 : 0);
  }

  /** The same once this end has closed: what a link that closed in order holds its peer gets. */
  long inDoubtHere() {
    return link.state() == Link.State.LOST ? inDoubt() : cutOff ? 1 : 0;
  }
}
