package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that turns results into bytes and text. */
final class OutputTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesOfAllSizesAreWrittenWhole(boolean raw) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Random random = new Random(3);
    int buffer = 1 << 18;
    int[] sizes = {0, 1, 64, buffer - 66, 0, 1, buffer - 1, buffer, buffer + 1, 3 * buffer, 5};
    try (MessageOutput output = new MessageOutput(written, raw)) {
      for (int size : sizes) {
        byte[] message = new byte[size + 3];
        random.nextBytes(message);
        output.onMessage(MemorySegment.ofArray(message), 2, size);
        expected.write(message, 2, size);
        if (!raw) {
          expected.write('\n');
        }
      }
    }
    assertThat(written.toByteArray()).isEqualTo(expected.toByteArray());
  }

  @Test
  void nothingIsWrittenBeforeItIsFlushed() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    MessageOutput output = new MessageOutput(written, false);
    output.onMessage(MemorySegment.ofArray("a".getBytes(StandardCharsets.UTF_8)), 0, 1);
    assertThat(written.size()).isZero();
    assertThat(output.hasUnflushed()).isTrue();
    output.flush();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("a\n");
    assertThat(output.hasUnflushed()).isFalse();
  }

  @Test
  void aFailureIsReportedOnceAndNotRepeatedByClose() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    MessageOutput output = new MessageOutput(full, true);
    byte[] large = new byte[1 << 20];
    assertThatThrownBy(() -> output.onMessage(MemorySegment.ofArray(large), 0, large.length))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("no space left");
    output.close();
  }

  @Test
  void gapsAreCounted() throws Exception {
    try (MessageOutput output = new MessageOutput(OutputStream.nullOutputStream(), true)) {
      output.onGap(2);
      output.onGap(3);
      assertThat(output.lost()).isEqualTo(5);
    }
  }

  @Test
  void numbersAreReadable() {
    assertThat(Numbers.grouped(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.bytes(1023)).isEqualTo("1023 B");
    assertThat(Numbers.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Numbers.bytes(3L << 30)).isEqualTo("3.0 GiB");
    assertThat(Numbers.nanos(999)).isEqualTo("999 ns");
    assertThat(Numbers.nanos(1_250)).isEqualTo("1.3 us");
    assertThat(Numbers.nanos(12_000_000)).isEqualTo("12.0 ms");
  }

  @Test
  void progressTellsShareAmountAndRate() {
    assertThat(Progress.line(512 << 20, 8192, 1 << 30, 2_000_000_000L))
        .isEqualTo(" 50 %  512.0 MiB  8,192 messages  256.0 MiB/s  2 s");
    assertThat(Progress.line(2048, 1, -1, 1_000_000_000L))
        .isEqualTo("2.0 KiB  1 messages  2.0 KiB/s  1 s");
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("NAME", ">SIZE", "NOTE");
    table.add("a", "1", "x");
    table.add("long-name", "12345", "");
    assertThat(table.lines())
        .containsExactly("NAME        SIZE  NOTE", "a              1  x", "long-name  12345");
  }

  @Test
  void jsonIsAscii() {
    assertThat(Json.text("", json -> json.beginObject().name("a").value(1).endObject()))
        .isEqualTo("{\"a\":1}");
    java.io.StringWriter text = new java.io.StringWriter();
    Json.print(new java.io.PrintWriter(text), json -> json.value("ü\"\n"));
    assertThat(text.toString().strip()).isEqualTo("\"\\u00fc\\\"\\n\"");
  }
}
