package io.ipc4j.tool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.tool.trial.Facts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoPartsTest {

  @TempDir private Path folder;

  @Test
  void theDigestIsThatOfLengthsAndMessages() throws Exception {
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    StreamDigest digest = new StreamDigest();
    Random random = new Random(5);
    long bytes = 0;
    for (int size : new int[] {0, 1, 8, 65_528, 65_536, 3, 200_000, 0, 65_535, 7}) {
      byte[] message = new byte[size];
      random.nextBytes(message);
      expected.update(ByteBuffer.allocate(8).putLong(size).flip());
      expected.update(message);
      digest.onMessage(MemorySegment.ofArray(message), 0, size);
      bytes += size;
    }
    assertThat(digest.messages()).isEqualTo(10);
    assertThat(digest.bytes()).isEqualTo(bytes);
    assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(expected.digest()));
  }

  @Test
  void boundariesCount() {
    assertThat(digestOf("ab", "c")).isNotEqualTo(digestOf("a", "bc"));
    assertThat(digestOf("a")).isNotEqualTo(digestOf("a", ""));
  }

  private static String digestOf(String... messages) {
    StreamDigest digest = new StreamDigest();
    for (String message : messages) {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      digest.onMessage(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
    return digest.hex();
  }

  @Test
  void textIsSentByLinesAndBinaryInPieces() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "a\nb\nlast");
    Path binary = Files.write(folder.resolve("binary"), new byte[10_000]);

    assertThat(messages(Corpus.ofFile(text, 0))).containsExactly("a", "b", "last");
    assertThat(messages(Corpus.ofFile(text, 3))).containsExactly("a\nb", "\nla", "st");
    assertThat(messages(Corpus.ofFile(binary, 0)))
        .extracting(String::length)
        .containsExactly(4096, 4096, 1808);
  }

  @Test
  void javaFilesAreFoundInOrderAndGeneratedOnesAreNot() throws Exception {
    for (String name : List.of("b/B.java", "a/A.java", "a/target/C.java", ".git/D.java", "e.txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "line of " + name + "\n");
    }
    assertThat(messages(Corpus.ofSourceTree(folder)))
        .containsExactly("line of a/A.java", "line of b/B.java");
  }

  @Test
  void theSourceTreeAroundTheToolIsFound() throws Exception {
    assertThat(SourceTree.root()).isDirectoryContaining("glob:**/ipc-examples");
  }

  @Test
  void aSampleHandsOutTheFirstMessages() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "a\n\nlast");
    List<String> seen = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Sample sample = Sample.of(Corpus.ofFile(file, 0), arena);
      sample.send(
          (memory, offset, length) -> seen.add(text(memory, offset, length)),
          System.nanoTime() + 1_000_000_000_000L);
    }
    assertThat(seen).containsExactly("a", "", "last");
  }

  private static List<String> messages(Corpus corpus) throws Exception {
    List<String> messages = new ArrayList<>();
    corpus.cut((memory, offset, length) -> messages.add(text(memory, offset, length)));
    return messages;
  }

  private static String text(MemorySegment memory, long offset, long length) {
    byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void factsPassAsText() {
    Facts facts = Facts.parse(new Facts().put("a", 1).put("b", "x=y").toString());
    assertThat(facts.number("a")).isEqualTo(1);
    assertThat(facts.text("b")).isEqualTo("x=y");
  }

  @Test
  void aDifferenceIsAFailure() {
    TransportResult same = TransportResult.of("t", facts("aa", 3), facts("aa", 3), false);
    assertThat(same.ok()).isTrue();
    assertThat(same.messagesPerSecond()).isEqualTo(3_000_000);
    TransportResult other = TransportResult.of("t", facts("aa", 3), facts("bb", 3), false);
    assertThat(other.ok()).isFalse();
    assertThat(other.failure()).isEqualTo("sent sha256=aa, received sha256=bb");
    assertThat(TransportResult.of("t", facts("aa", 3), facts("aa", 2), false).ok()).isFalse();
    assertThat(new RegionResult("t", 4, 40, 39, null).ok()).isFalse();
  }

  private static Facts facts(String digest, long rateMessages) {
    return new Facts()
        .put("messages", 1)
        .put("bytes", 2)
        .put("sha256", digest)
        .put("rateMessages", rateMessages)
        .put("rateNanos", 1000)
        .put("p50", 10)
        .put("p99", 20);
  }

  @Test
  void jsonHasItsForm() {
    StringWriter out = new StringWriter();
    JsonReport report =
        new JsonReport(new PrintWriter(out, true), new PrintWriter(new StringWriter()));
    report.transport(TransportResult.of("shm", facts("aa", 3), facts("aa", 3), false));
    report.region(new RegionResult("shm", 4, 40, 40, null));
    report.end(true);
    assertThat(out.toString().replaceAll("\\s", ""))
        .isEqualTo(
            """
            {"transports":[{"name":"shm","messages":1,"bytes":2,"sha256Sent":"aa",\
            "sha256Received":"aa","ok":true,"messagesPerSecond":3000000,\
            "roundTripNanos":{"p50":10,"p99":20}}],\
            "region":{"processes":4,"expected":40,"found":40,"ok":true}}\
            """);
  }
}
