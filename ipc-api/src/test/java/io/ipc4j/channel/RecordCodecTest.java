package io.ipc4j.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcUsageException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records keep their values, have the documented bytes, and refuse bytes that no record wrote. */
final class RecordCodecTest {

  enum Side {
    BUY,
    SELL
  }

  record Price(long units, byte scale) {}

  record Order(boolean urgent, Side side, Price limit, char venue, double size, short tag) {}

  record All(boolean z, byte b, short s, char c, int i, long l, float f, double d) {}

  record Empty() {}

  record Percent(int value) {
    Percent {
      if (value < 0 || value > 100) {
        throw new IllegalArgumentException("not a percentage: " + value);
      }
    }
  }

  record Node(int value, Node next) {}

  record Ping(int value, Pong pong) {}

  record Pong(Ping ping) {}

  record Named(String name) {}

  private static <R extends Record> Codec<R> codec(Class<R> type) {
    return Codecs.record(MethodHandles.lookup(), type);
  }

  private static <R extends Record> byte[] encode(Codec<R> codec, R value) {
    byte[] bytes = new byte[Math.toIntExact(codec.sizeOf(value))];
    Arrays.fill(bytes, (byte) 0x5a); // memory of a transport holds what was there before
    codec.encode(value, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  private static <R extends Record> R decode(Codec<R> codec, byte[] bytes) {
    return codec.decode(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  @Test
  void everyPrimitiveTypeComesBackWithItsExtremes() {
    Codec<All> codec = codec(All.class);
    All least =
        new All(
            false,
            Byte.MIN_VALUE,
            Short.MIN_VALUE,
            Character.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            -Float.MAX_VALUE,
            Double.NEGATIVE_INFINITY);
    All most =
        new All(
            true,
            Byte.MAX_VALUE,
            Short.MAX_VALUE,
            Character.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Float.NaN,
            -0.0);
    assertThat(decode(codec, encode(codec, least))).isEqualTo(least);
    assertThat(decode(codec, encode(codec, most))).isEqualTo(most);
  }

  @Test
  void componentsStandAlignedInTheOrderOfDeclarationLittleEndian() {
    Codec<Order> codec = codec(Order.class);
    Order order =
        new Order(true, Side.SELL, new Price(0x0102030405060708L, (byte) 9), 'X', 2.5, (short) -2);

    ByteBuffer expected = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
    expected.put(0, (byte) 1).putInt(4, 1).putLong(8, 0x0102030405060708L).put(16, (byte) 9);
    expected.putChar(24, 'X').putDouble(32, 2.5).putShort(40, (short) -2);

    assertThat(codec.fixedSize()).isEqualTo(OptionalLong.of(48));
    assertThat(encode(codec, order)).isEqualTo(Arrays.copyOf(expected.array(), 48));
    assertThat(decode(codec, encode(codec, order))).isEqualTo(order);
  }

  @Test
  void aRecordWithoutComponentsTakesEightBytes() {
    Codec<Empty> codec = codec(Empty.class);
    assertThat(encode(codec, new Empty())).isEqualTo(new byte[8]);
    assertThat(decode(codec, new byte[8])).isEqualTo(new Empty());
  }

  @Test
  void valuesStandAnywhereInMemory() {
    Codec<Price> codec = codec(Price.class);
    Price price = new Price(-7, (byte) 2);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64).fill((byte) -1);
      for (long at = 0; at <= 32; at++) {
        codec.encode(price, memory, at);
        assertThat(codec.decode(memory, at, 16)).isEqualTo(price);
      }
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 48)).isEqualTo((byte) -1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 48})
  void aMessageOfAnotherLengthIsCorrupt(int length) {
    assertThatThrownBy(() -> decode(codec(Price.class), new byte[length]))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining(length + " bytes instead of the 16")
        .hasMessageContaining("Price");
  }

  @Test
  void aBooleanOfAnotherValueIsCorrupt() {
    byte[] bytes = new byte[48];
    bytes[0] = 2;
    assertThatThrownBy(() -> decode(codec(Order.class), bytes))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("boolean of value 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MIN_VALUE})
  void anEnumNumberThatNobodyHasIsCorrupt(int number) {
    byte[] bytes = new byte[48];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, number);
    assertThatThrownBy(() -> decode(codec(Order.class), bytes))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("Side")
        .hasMessageContaining(Integer.toString(number));
  }

  @Test
  void whatTheRecordItselfRefusesIsCorrupt() {
    byte[] bytes = encode(codec(Percent.class), new Percent(100));
    bytes[0] = 101;
    assertThatThrownBy(() -> decode(codec(Percent.class), bytes))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("not a percentage: 101")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void randomBytesAreARecordOrCorruptAndNothingElse() {
    Random random = new Random(20260101);
    Codec<Order> codec = codec(Order.class);
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[48];
      random.nextBytes(bytes);
      bytes[0] &= 3;
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, random.nextInt(-2, 4));
      try {
        Order order = decode(codec, bytes);
        assertThat(decode(codec, encode(codec, order))).isEqualTo(order);
        decoded++;
      } catch (IpcCorruptException e) {
        assertThat(e.is(ErrorIds.CORRUPT)).isTrue();
      }
    }
    assertThat(decoded).isBetween(1, 19_999);
  }

  @Test
  void aComponentWithoutFixedSizeIsRefusedByName() {
    assertThatThrownBy(() -> codec(Named.class))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("component=name")
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void aRecordThatContainsItselfIsRefused() {
    assertThatThrownBy(() -> codec(Node.class))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("component=next");
    assertThatThrownBy(() -> codec(Ping.class))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("component=ping");
  }

  @Test
  void aLookupWithoutAccessIsRefused() {
    assertThatThrownBy(() -> Codecs.record(MethodHandles.publicLookup(), Price.class))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("lookup");
  }
}
