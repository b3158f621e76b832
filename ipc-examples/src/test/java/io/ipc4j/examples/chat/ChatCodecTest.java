package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipc4j.channel.Codec;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChatCodecTest {
  private static final Line LINE = new Line(7, 123456789, Line.Kind.DID, "änn", "wäves 👋");
  private static final Whisper WHISPER = new Whisper(1, 2, "bob", "psst");

  static List<Request> requests() {
    return List.of(
        new Request.Join("ann", "lobby", 0),
        new Request.Say(1, 2, true, "x"),
        new Request.Say(1, 2, false, ""),
        new Request.Tell(1, 3, "bob", "psst"),
        new Request.Rename(-1, 4, "anna"),
        new Request.Who(5),
        new Request.Rooms(6),
        new Request.Fetch(7, Long.MAX_VALUE),
        new Request.Listen(8, 9),
        new Request.Leave(10));
  }

  static List<Reply> replies() {
    return List.of(
        new Reply.Joined(1, 2, "ann", "lobby", List.of(LINE, LINE), 7),
        new Reply.Done(8),
        new Reply.Listed(List.of("a", "", "b")),
        new Reply.Lines("lobby", List.of(), 0),
        new Reply.News(List.of(WHISPER), "lobby", 3),
        new Reply.Refused(Reply.Reason.NAME_TAKEN, "no"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsComeBack(Request request) {
    comesBack(ChatCodec.REQUEST, request);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void repliesComeBack(Reply reply) {
    comesBack(ChatCodec.REPLY, reply);
  }

  @Test
  void linesComeBack() {
    comesBack(ChatCodec.LINE, LINE);
  }

  private static <T> void comesBack(Codec<T> codec, T value) {
    byte[] bytes = ChatCodec.toMemory(codec, value).toArray(ValueLayout.JAVA_BYTE);
    assertThat(decode(codec, bytes)).isEqualTo(value);
    MemorySegment within = MemorySegment.ofArray(new byte[bytes.length + 16]);
    codec.encode(value, within, 8);
    assertThat(codec.decode(within, 8, bytes.length)).isEqualTo(value);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(IpcCorruptException.class).isThrownBy(() -> decode(codec, cut));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatExceptionOfType(IpcCorruptException.class)
        .isThrownBy(() -> decode(codec, longer))
        .withMessageContaining("1 bytes too many");
  }

  private static <T> T decode(Codec<T> codec, byte[] bytes) {
    return codec.decode(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  @Test
  void noBytesDoHarm() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(11);
      }
      try {
        assertThat(decode(ChatCodec.REQUEST, bytes)).isNotNull();
      } catch (IpcCorruptException e) {
        assertThat(e.id()).isEqualTo("ipc/corrupt");
      }
      try {
        assertThat(decode(ChatCodec.REPLY, bytes)).isNotNull();
      } catch (IpcCorruptException e) {
        assertThat(e.id()).isEqualTo("ipc/corrupt");
      }
    }
  }
}
