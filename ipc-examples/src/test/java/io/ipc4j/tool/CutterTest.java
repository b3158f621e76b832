package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CutterTest {

  private static final long LIMIT = 1 << 24;

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "''         > ''",
        "a          > a",
        "a/         > a",
        "a/b        > a|b",
        "/          > EMPTY",
        "//a        > EMPTY|EMPTY|a",
        "a/b/       > a|b",
      })
  void linesAreMessagesWithoutTheirLineFeeds(String input, String expected) throws Exception {
    List<String> messages =
        expected.isEmpty()
            ? List.of()
            : Arrays.stream(expected.split("\\|")).map(m -> m.replace("EMPTY", "")).toList();
    byte[] bytes = input.replace('/', '\n').getBytes(StandardCharsets.UTF_8);
    for (int most : new int[] {1, 2, 1000}) {
      assertThat(text(cut(arena -> Cutter.lines(arena, LIMIT), bytes, most))).isEqualTo(messages);
    }
  }

  @Test
  void carriageReturnsAndOtherBytesStay() throws Exception {
    byte[] bytes = {0, -1, '\r', '\n', (byte) 0xC3, '\n', 11, 9};
    assertThat(cut(arena -> Cutter.lines(arena, LIMIT), bytes, 3))
        .containsExactly(new byte[] {0, -1, '\r'}, new byte[] {(byte) 0xC3}, new byte[] {11, 9});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096, 1 << 20})
  void anyLinesReadInAnyPartsStayAsTheyAre(int most) throws Exception {
    Random random = new Random(most);
    List<String> lines = new ArrayList<>();
    int longest = most == 1 ? 300 : 100_000;
    for (int i = 0; i < 60; i++) {
      lines.add("x".repeat(random.nextInt(i % 10 == 0 ? longest : 40)));
    }
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(text(cut(arena -> Cutter.lines(arena, LIMIT), bytes, most))).isEqualTo(lines);
  }

  @Test
  void aLineLongerThanTheBufferIsOneMessage() throws Exception {
    byte[] line = new byte[5 << 20];
    Arrays.fill(line, (byte) 'y');
    assertThat(cut(arena -> Cutter.lines(arena, LIMIT), line, 1 << 16)).containsExactly(line);
  }

  @Test
  void aLineAboveTheLimitIsHandedOutForTheTargetToRefuse() throws Exception {
    byte[] line = new byte[1000];
    Arrays.fill(line, (byte) 'y');
    List<byte[]> messages = cut(arena -> Cutter.lines(arena, 100), line, 64);
    assertThat(messages.getFirst().length).isGreaterThan(100);
  }

  @Test
  void shortLinesAreCutAtTheLimit() throws Exception {
    byte[] bytes = "abcdefgh\nabcd\nabcde\n\nab".getBytes(StandardCharsets.UTF_8);
    for (int most : new int[] {1, 3, 100}) {
      assertThat(text(cut(arena -> Cutter.shortLines(arena, 4), bytes, most)))
          .containsExactly("abcd", "efgh", "abcd", "abcd", "e", "", "ab");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 11, 5000})
  void piecesHaveOneSizeAndTheLastMayBeShorter(int size) throws Exception {
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    List<byte[]> pieces = cut(arena -> Cutter.pieces(arena, size, LIMIT), bytes, 777);
    assertThat(pieces).hasSize((bytes.length + size - 1) / size);
    assertThat(pieces.subList(0, pieces.size() - 1)).allMatch(piece -> piece.length == size);
    assertThat(joined(pieces)).isEqualTo(bytes);
  }

  @Test
  void theWholeInputIsOneMessageAlsoIfItIsEmpty() throws Exception {
    byte[] bytes = new byte[3 << 20];
    new Random(2).nextBytes(bytes);
    assertThat(cut(arena -> Cutter.whole(arena, LIMIT), bytes, 1 << 16)).containsExactly(bytes);
    assertThat(cut(arena -> Cutter.whole(arena, LIMIT), new byte[0], 10))
        .containsExactly(new byte[0]);
  }

  @Test
  void aCutterCanBeUsedForOneInputAfterAnother() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      Cutter cutter = Cutter.lines(arena, LIMIT);
      List<byte[]> messages = new ArrayList<>();
      for (String input : List.of("a\nb", "c\n", "", "d")) {
        cut(cutter, input.getBytes(StandardCharsets.UTF_8), 2, messages);
      }
      assertThat(text(messages)).containsExactly("a", "b", "c", "d");
    }
  }

  private static List<byte[]> cut(Function<Arena, Cutter> cutter, byte[] input, int most)
      throws Exception {
    List<byte[]> messages = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      cut(cutter.apply(arena), input, most, messages);
    }
    return messages;
  }

  private static void cut(Cutter cutter, byte[] input, int most, List<byte[]> messages)
      throws Exception {
    cutter.cut(
        inParts(input, most),
        (memory, offset, length) ->
            messages.add(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)));
  }

  /** A channel that hands out at most so many bytes at once, as a pipe does. */
  private static ReadableByteChannel inParts(byte[] input, int most) {
    ReadableByteChannel all = Channels.newChannel(new ByteArrayInputStream(input));
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(Math.min(most, target.remaining()));
        int read = all.read(part);
        target.put(part.flip());
        return read;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  private static List<String> text(List<byte[]> messages) {
    return messages.stream().map(m -> new String(m, StandardCharsets.UTF_8)).toList();
  }

  private static byte[] joined(List<byte[]> pieces) {
    ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(p -> p.length).sum());
    pieces.forEach(all::put);
    return all.array();
  }
}
