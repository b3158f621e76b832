package io.ipc4j.internal;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** A link as one sending handle sees it: takes messages of any length, cutting where needed. */
final class LinkOut {
  private final Link link;
  private final Pieces pieces;
  private final long maxRecord;

  LinkOut(Link link) {
    this.link = link;
    this.maxRecord = link.maxRecord();
    this.pieces = new Pieces(link);
  }

  Link link() {
    return link;
  }

  boolean isUp() {
    return link.state() == Link.State.UP;
  }

  /** Whether {@link #send} would take a message of that length now. */
  boolean hasRoom(long length) {
    return length <= maxRecord ? !pieces.isBusy() && link.hasRoom(length) : pieces.canBegin(length);
  }

  SendResult send(int flags, MemorySegment source, long offset, long length) {
    if (pieces.isBusy()) {
      return isUp() ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    return length <= maxRecord
        ? link.offer(flags, source, offset, length)
        : pieces.begin(source, offset, length);
  }

  /** Whether a message of that length can be written straight into the link. */
  boolean canClaim(long length) {
    return length <= maxRecord && !pieces.isBusy();
  }

  boolean isBusy() {
    return pieces.isBusy();
  }

  void finish(Duration linger) {
    pieces.finish(isUp() ? linger : Duration.ZERO);
  }
}
