package io.ipc4j.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes and texts come back as they were, in exactly the room that was announced for them. */
final class CodecsTest {

  private static String throughMemory(String text) {
    Codec<String> codec = Codecs.utf8();
    long size = codec.sizeOf(text);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(size + 24).fill((byte) 0x5a);
      codec.encode(text, memory, 8);
      assertThat(memory.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(0x5a5a5a5a5a5a5a5aL);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 8 + size)).isEqualTo((byte) 0x5a);
      return codec.decode(memory, 8, size);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "grüße", "\u0000", "\u007f\u0080\u07ff\u0800\uffff", "😀 ok 🏳"})
  void textComesBack(String text) {
    assertThat(throughMemory(text)).isEqualTo(text);
  }

  @Test
  void theAnnouncedSizeOfRandomTextIsThatOfItsBytes() {
    Random random = new Random(20260102);
    for (int i = 0; i < 20_000; i++) {
      String text = randomText(random);
      byte[] expected = text.getBytes(StandardCharsets.UTF_8);
      assertThat(Codecs.utf8().sizeOf(text)).as(() -> escaped(text)).isEqualTo(expected.length);
      assertThat(throughMemory(text)).isEqualTo(new String(expected, StandardCharsets.UTF_8));
    }
  }

  /** Characters of each encoded length, with surrogates in pairs, alone and in the wrong order. */
  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    while (text.length() < length) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x80, 0x800));
        case 2 -> text.append((char) random.nextInt(0x800, 0xd800));
        case 3 -> text.append((char) random.nextInt(0xd800, 0xe000));
        case 4 -> text.append((char) random.nextInt(0xe000, 0x10000));
        default -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
      }
    }
    return text.toString();
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars().forEach(c -> shown.append("\\u%04x".formatted(c)));
    return shown.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "c3", "c328", "e282", "eda080", "f0288cbc", "f5808080", "c080"})
  void malformedTextIsCorrupt(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Codecs.utf8().decode(MemorySegment.ofArray(bytes), 0, bytes.length))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void bytesComeBackAsACopy() {
    byte[] bytes = new byte[1000];
    new Random(20260103).nextBytes(bytes);
    byte[] memory = new byte[1008];
    Codecs.bytes().encode(bytes, MemorySegment.ofArray(memory), 8);
    byte[] copy = Codecs.bytes().decode(MemorySegment.ofArray(memory), 8, 1000);
    memory[8]++;
    assertThat(copy).isEqualTo(bytes);
    assertThat(Codecs.bytes().sizeOf(bytes)).isEqualTo(1000);
    assertThat(Codecs.bytes().decode(MemorySegment.ofArray(memory), 8, 0)).isEmpty();
  }
}
