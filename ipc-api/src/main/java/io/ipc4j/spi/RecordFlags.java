package io.ipc4j.spi;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The four bits of each record that belong to the layer above the links. A transport carries them
 * unread, except that one which replaces old records writes {@link #GAP} records itself.
 *
 * <p>Bits 0 to 2 are the record's kind, bit 3 is reserved for a checksum.
 */
public final class RecordFlags {
  /** A whole message. */
  public static final int WHOLE = 0;

  /** The first piece of a message: 8 bytes of total length ({@link #COUNT_LAYOUT}), then data. */
  public static final int FIRST = 1;

  /** A piece in the middle of a message. */
  public static final int MIDDLE = 2;

  /** The last piece of a message. */
  public static final int LAST = 3;

  /** Says that the message begun by {@link #FIRST} will not be completed. Empty. */
  public static final int ABORT = 4;

  /** Says that messages were lost here: 8 bytes of count, {@link #COUNT_LAYOUT}. */
  public static final int GAP = 5;

  /** A word between the two layers above a link, never part of a message. */
  public static final int NOTE = 6;

  /** The largest value of the four bits. */
  public static final int MAX = 15;

  /** How counts and lengths stand in records: little-endian on all machines. */
  public static final ValueLayout.OfLong COUNT_LAYOUT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RecordFlags() {}
}
