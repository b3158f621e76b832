package io.ipc4j.spi;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What both ends of a channel must have in common. The first end writes it down, each next one is
 * checked against it.
 *
 * <p>Encoded in {@value #BYTES} bytes, little-endian:
 *
 * <pre>
 *  0  u8 version (1)   1  u8 pattern   2  u8 fixed size (0|1)   3  u8 receivers
 *  4  u8 delivery      5  u8 checksum  6  u16 zero
 *  8  u64 longest message, or the fixed size
 * 16  u64 zero
 * </pre>
 *
 * The bytes of {@code pattern}, {@code receivers}, {@code delivery} and {@code checksum} are the
 * ordinals of the enums of the same names.
 *
 * @param pattern how messages are distributed
 * @param fixedSize the size of every message in bytes, or empty for variable size
 * @param maxMessageSize the longest message in bytes
 * @param receivers one receiver, or several that compete
 * @param delivery whether delivery is acknowledged
 * @param checksum how payloads are protected
 */
@SuppressWarnings("EnumOrdinal") // the encoded form is defined by the order of the enums
public record Agreement(
    Pattern pattern,
    OptionalLong fixedSize,
    long maxMessageSize,
    Receivers receivers,
    Delivery delivery,
    ChecksumKind checksum) {

  /** Length of the encoded form. */
  public static final int BYTES = 24;

  private static final byte VERSION = 1;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Writes the encoded form.
   *
   * @param memory where to write
   * @param offset the first of {@value #BYTES} bytes
   */
  public void encode(MemorySegment memory, long offset) {
    memory.asSlice(offset, BYTES).fill((byte) 0);
    set(memory, offset, VERSION);
    set(memory, offset + 1, pattern.ordinal());
    set(memory, offset + 2, fixedSize.isPresent() ? 1 : 0);
    set(memory, offset + 3, receivers.ordinal());
    set(memory, offset + 4, delivery.ordinal());
    set(memory, offset + 5, checksum.ordinal());
    memory.set(LONG, offset + 8, fixedSize.orElse(maxMessageSize));
  }

  private static void set(MemorySegment memory, long offset, int value) {
    memory.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  /**
   * Reads the encoded form.
   *
   * @param memory where to read
   * @param offset the first of {@value #BYTES} bytes
   * @param where what the bytes are part of, for the error
   * @return the agreement
   * @throws IpcCorruptException if the bytes are not an agreement of this version
   */
  public static Agreement decode(MemorySegment memory, long offset, String where) {
    if (memory.get(ValueLayout.JAVA_BYTE, offset) != VERSION) {
      throw corrupt(where, "version", memory.get(ValueLayout.JAVA_BYTE, offset));
    }
    long size = memory.get(LONG, offset + 8);
    if (size < 0) {
      throw corrupt(where, "size", size);
    }
    boolean fixed = pick(memory, offset + 2, new Boolean[] {false, true}, where);
    return new Agreement(
        pick(memory, offset + 1, Pattern.values(), where),
        fixed ? OptionalLong.of(size) : OptionalLong.empty(),
        size,
        pick(memory, offset + 3, Receivers.values(), where),
        pick(memory, offset + 4, Delivery.values(), where),
        pick(memory, offset + 5, ChecksumKind.values(), where));
  }

  private static <T> T pick(MemorySegment memory, long offset, T[] values, String where) {
    int index = memory.get(ValueLayout.JAVA_BYTE, offset);
    if (index < 0 || index >= values.length) {
      throw corrupt(where, values[0].getClass().getSimpleName(), index);
    }
    return values[index];
  }

  private static IpcCorruptException corrupt(String where, String what, long value) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT, where + ": agreement has an impossible " + what + ": " + value);
  }

  /**
   * Checks that the other end agrees.
   *
   * @param theirs what the other end wrote down
   * @param channel the channel's name
   * @param ourName who we are
   * @param theirName who the other end is
   * @throws IpcConfigException if anything differs; it names both sides and what differs
   */
  public void requireSame(Agreement theirs, String channel, String ourName, String theirName) {
    List<String> differences = new ArrayList<>();
    compare(differences, "pattern", pattern, theirs.pattern);
    compare(differences, "fixed-size", size(this), size(theirs));
    compare(differences, "max-message-size", maxMessageSize, theirs.maxMessageSize);
    compare(differences, "receivers", receivers, theirs.receivers);
    compare(differences, "delivery", delivery, theirs.delivery);
    compare(differences, "checksum", checksum, theirs.checksum);
    if (!differences.isEmpty()) {
      throw new IpcConfigException(
          ErrorIds.AGREEMENT_MISMATCH,
          ErrorText.of("channel", channel)
              .problem(
                  "both ends must agree; here (%s) and there (%s) differ in %s"
                      .formatted(ourName, theirName, String.join(", ", differences)))
              .remedy("give both ends the same ipc.channel." + channel + ".* settings")
              .toString());
    }
  }

  private static Object size(Agreement agreement) {
    return agreement.fixedSize.isPresent() ? agreement.fixedSize.getAsLong() : "none";
  }

  private static void compare(List<String> differences, String what, Object ours, Object theirs) {
    if (!ours.equals(theirs)) {
      differences.add(what + " (here " + word(ours) + ", there " + word(theirs) + ")");
    }
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
