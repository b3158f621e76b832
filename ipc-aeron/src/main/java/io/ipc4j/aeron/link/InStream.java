package io.ipc4j.aeron.link;

import io.aeron.CommonContext;
import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a link: hands out the records of an image, in place. {@link #poll} and {@link
 * #hasUnread} belong to one thread at a time, the rest is for any.
 *
 * <p>Aeron swallows what a handler throws, so it is kept, ends the poll, and is thrown after it.
 */
@SuppressWarnings("ReferenceEquality") // a thread is itself
final class InStream {
  private static final int WORD_BEFORE_PAYLOAD = 8;

  private final Image image;
  private final boolean mayJoinLate;
  private final boolean sharesLog;
  private final String channel;
  private final Turn turn = new Turn();
  private final Terms terms = new Terms();
  private final ControlledFragmentHandler onFragment = this::onFragment;
  private final ControlledFragmentHandler onUnread = this::onUnread;
  private @Nullable RecordHandler handler;
  private @Nullable Throwable thrown;
  private @Nullable Thread polling;
  private boolean found;
  private boolean joined;
  private int handed;
  private long next = -1;
  private volatile long consumed;
  private volatile long position;

  /**
   * Makes the half.
   *
   * @param mayJoinLate whether the stream may have begun before, in the middle of a message
   */
  InStream(Image image, boolean mayJoinLate, String channel) {
    this.image = image;
    this.mayJoinLate = mayJoinLate;
    this.sharesLog = image.subscription().channel().startsWith(CommonContext.IPC_CHANNEL);
    this.joined = !mayJoinLate;
    this.channel = channel;
    this.position = image.position();
  }

  /** Hands out up to {@code limit} records. */
  int poll(RecordHandler to, int limit) {
    if (Thread.currentThread() == polling || !turn.enter()) {
      return 0; // from within the handler, or after the end
    }
    polling = Thread.currentThread();
    handler = to;
    handed = 0;
    try {
      long before;
      do { // the end of a term is passed without a record
        before = image.position();
        image.controlledPoll(onFragment, limit);
      } while (handed == 0 && thrown == null && image.position() != before);
      consumed = Math.max(0, next); // a record is consumed when its handler has returned
      if (!image.isClosed()) {
        position = image.position();
      }
    } finally {
      handler = null;
      polling = null;
      turn.exit();
    }
    if (thrown != null) {
      rethrow();
    }
    return handed;
  }

  private void rethrow() {
    Throwable failure = thrown;
    thrown = null;
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(failure);
  }

  private ControlledFragmentHandler.Action onFragment(
      DirectBuffer buffer, int offset, int length, Header header) {
    try {
      RecordHandler to = handler;
      long word = buffer.getLong(offset - WORD_BEFORE_PAYLOAD, ByteOrder.LITTLE_ENDIAN);
      if (to != null && accept(word)) {
        handed++;
        to.onRecord(Frames.flags(word), terms.of(buffer), offset, length);
      }
      return ControlledFragmentHandler.Action.CONTINUE;
    } catch (Throwable e) {
      thrown = e;
      return ControlledFragmentHandler.Action.BREAK;
    }
  }

  /** Whether the record is for this reader, which joins a stream with the first whole message. */
  private boolean accept(long word) {
    long number = Frames.number(word);
    if (!Frames.isRecord(word) || (next >= 0 ? number != next : !mayJoinLate && number != 0)) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("channel", channel)
              .problem(
                  "record word 0x"
                      + Long.toHexString(word)
                      + " in session "
                      + image.sessionId()
                      + " where record "
                      + Math.max(0, next)
                      + " was due")
              .text());
    }
    next = number + 1;
    if (!joined) {
      int flags = Frames.flags(word);
      joined =
          flags != RecordFlags.MIDDLE && flags != RecordFlags.LAST && flags != RecordFlags.ABORT;
    }
    return joined;
  }

  private ControlledFragmentHandler.Action onUnread(
      DirectBuffer buffer, int offset, int length, Header header) {
    found = true;
    return ControlledFragmentHandler.Action.ABORT;
  }

  /** Whether a record waits. */
  boolean hasUnread() {
    if (Thread.currentThread() == polling || !turn.enter()) {
      return false;
    }
    try {
      found = false;
      long before;
      do {
        before = image.position();
        image.controlledPoll(onUnread, 1);
      } while (!found && image.position() != before);
      return found;
    } finally {
      turn.exit();
    }
  }

  /** How many records were consumed, counted from the beginning of the stream. */
  long consumed() {
    return consumed;
  }

  /** Whether {@link #consumed} can be compared with what the writer counts. */
  boolean isCounting() {
    return next >= 0 || !mayJoinLate;
  }

  /** Up to which position everything was consumed. */
  long position() {
    return position;
  }

  /**
   * Whether nothing more can come than what is there. Not after {@link #tryEnd}.
   *
   * <p>A log that its writer shares with this side has all that the writer published once the
   * driver says where it ends. The end itself may never be reached: a writer that died within a
   * record leaves a hole there, which the driver doesn't always fill.
   */
  boolean isEnded() {
    return image.isClosed()
        || image.isEndOfStream()
        || (sharesLog && image.endOfStreamPosition() != Long.MAX_VALUE);
  }

  Image image() {
    return image;
  }

  /** Ends reading for good; false if somebody reads now. */
  boolean tryEnd() {
    return turn.tryEnd();
  }
}
