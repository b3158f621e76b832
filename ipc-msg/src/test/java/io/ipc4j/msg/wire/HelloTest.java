package io.ipc4j.msg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelloTest {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private static Hello hello(Role role, Hello.Status status, String reason) {
    Agreement agreement =
        new Agreement(
            Pattern.QUEUE,
            OptionalLong.empty(),
            1 << 20,
            Receivers.SINGLE,
            Delivery.PLAIN,
            ChecksumKind.NONE);
    return new Hello(
        status, role, true, 4096, 4711, agreement, "orders", "b\u00fccher@4711", reason);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void isReadAsWritten(Role role) {
    Hello hello = hello(role, Hello.Status.REFUSED, "because");
    assertThat(Hello.decode(hello.encode(), "here")).isEqualTo(hello);
  }

  @Test
  void aLongReasonIsCutAndStaysReadable() {
    Hello hello = hello(Role.READER, Hello.Status.MISMATCH, "\u20ac".repeat(5000));
    MemorySegment bytes = hello.encode();
    assertThat(bytes.byteSize()).isLessThanOrEqualTo(Hello.LONGEST);
    assertThat(Hello.decode(bytes, "here").reason()).matches("\u20ac+");
  }

  @Test
  void tellsAnotherVersionAndAnotherByteOrder() {
    MemorySegment bytes = hello(Role.READER, Hello.Status.WELCOME, "").encode();
    bytes.set(BYTE, 8, (byte) 9);
    assertThatThrownBy(() -> Hello.decode(bytes, "here"))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("version 9");
    bytes.set(BYTE, 8, (byte) 1);
    bytes.set(BYTE, 9, (byte) 3);
    assertThatThrownBy(() -> Hello.decode(bytes, "here"))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("byte order");
  }

  @Test
  void noBytesDoAnythingButBeReadOrRefused() {
    Random random = new Random(42);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      MemorySegment bytes = hello(Role.WRITER, Hello.Status.WELCOME, "x").encode();
      long length = random.nextInt(4) == 0 ? random.nextLong(bytes.byteSize()) : bytes.byteSize();
      MemorySegment damaged = Arena.ofAuto().allocate(Math.max(1, length), 8).asSlice(0, length);
      MemorySegment.copy(bytes, 0, damaged, 0, length);
      for (int changes = random.nextInt(4); changes > 0 && length > 0; changes--) {
        damaged.set(BYTE, random.nextLong(length), (byte) random.nextInt());
      }
      try {
        Hello.decode(damaged, "here");
        read++;
      } catch (IpcCorruptException e) {
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }
}
