package io.ipc4j.channel;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** The codecs that come with the framework. */
public final class Codecs {
  private static final Codec<byte[]> BYTES = new Bytes();
  private static final Codec<String> UTF_8 = new Utf8();

  private Codecs() {}

  /**
   * Arrays of bytes, as they are.
   *
   * @return the codec, for messages up to 2 GiB
   */
  public static Codec<byte[]> bytes() {
    return BYTES;
  }

  /**
   * Text as UTF-8. Decoding refuses malformed bytes.
   *
   * @return the codec
   */
  public static Codec<String> utf8() {
    return UTF_8;
  }

  /**
   * Records of fixed size: each component at its naturally aligned offset, in the order of
   * declaration, little-endian, the whole padded to 8 bytes; the same bytes on every machine.
   *
   * <p>Components may be of the primitive types, of enum types (their ordinals as {@code int}), and
   * of other such record types.
   *
   * @param lookup has access to the record's constructor and accessors: {@code
   *     MethodHandles.lookup()} of a class that may use them
   * @param type the record's class
   * @param <R> the record's type
   * @return the codec
   * @throws io.ipc4j.error.IpcUsageException if a component has another type or can't be accessed
   */
  public static <R extends Record> Codec<R> record(MethodHandles.Lookup lookup, Class<R> type) {
    return RecordCodec.of(lookup, type);
  }

  static IpcCorruptException malformed(String what) {
    return new IpcCorruptException(ErrorIds.CORRUPT, "message: " + what);
  }

  static IpcCorruptException malformed(String what, Throwable cause) {
    return new IpcCorruptException(ErrorIds.CORRUPT, "message: " + what, cause);
  }

  private static final class Bytes implements Codec<byte[]> {
    @Override
    public long sizeOf(byte[] value) {
      return value.length;
    }

    @Override
    public void encode(byte[] value, MemorySegment memory, long offset) {
      MemorySegment.copy(value, 0, memory, ValueLayout.JAVA_BYTE, offset, value.length);
    }

    @Override
    public byte[] decode(MemorySegment memory, long offset, long length) {
      return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public OptionalLong fixedSize() {
      return OptionalLong.empty();
    }
  }

  private static final class Utf8 implements Codec<String> {
    @Override
    public long sizeOf(String value) {
      long size = 0;
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c < 0x80) {
          size++;
        } else if (c < 0x800) {
          size += 2;
        } else if (Character.isHighSurrogate(c)
            && i + 1 < value.length()
            && Character.isLowSurrogate(value.charAt(i + 1))) {
          size += 4;
          i++;
        } else {
          size += Character.isSurrogate(c) ? 1 : 3; // a lone surrogate becomes a question mark
        }
      }
      return size;
    }

    @Override
    public void encode(String value, MemorySegment memory, long offset) {
      BYTES.encode(value.getBytes(StandardCharsets.UTF_8), memory, offset);
    }

    @Override
    public String decode(MemorySegment memory, long offset, long length) {
      byte[] bytes = BYTES.decode(memory, offset, length);
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw malformed("not valid UTF-8, " + length + " bytes");
      }
    }
  }
}
