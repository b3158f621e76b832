package io.ipc4j.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.golden.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorTextTest {

  private static final List<String> TRANSPORTS = List.of("shm", "pipe", "aeron-ipc");

  @Test
  void sentencesHaveOneForm() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("unknown transport", unknownTransport().text());
    texts.put(
        "subject with several values",
        ErrorText.of("channel", "quotes")
            .and("transport", "uds")
            .problem("no receiver within 5s")
            .remedy("Start the receiver")
            .text());
    texts.put(
        "subject without value",
        ErrorText.of("ipc.transport").problem("not set").list("Installed", TRANSPORTS).text());
    texts.put("range", ErrorText.of("size", 3).problem("out of range").allowed("4 to 8").text());
    texts.put(
        "empty list", ErrorText.of("a", "b").problem("c").list("Installed", List.of()).text());
    texts.put("long list", ErrorText.of("a", "b").problem("c").list("Has", numbers(30)).text());
    texts.put(
        "controls, line ends, direction marks and lone surrogates",
        ErrorText.of("name", "a\nb\tc\r\u0000\u001b[31m\u202e\u2028\ud800x \ud83d\ude00").text());
    texts.put("long value", ErrorText.of("name", "x".repeat(5000)).problem("too long").text());
    texts.put("two problems", ErrorText.of("a", 1).problem("first.").problem("And second.").text());
    Golden.check("error-text", texts);
  }

  private static ErrorText unknownTransport() {
    return ErrorText.of("ipc.transport", "shmm")
        .from("./ipc.properties:3")
        .problem("not installed")
        .list("Installed", TRANSPORTS)
        .didYouMean("shmm", TRANSPORTS);
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  @Test
  void theMessageBeginsWithTheId() {
    IpcException error =
        new IpcConfigException(ErrorIds.UNKNOWN_TRANSPORT, unknownTransport().text());

    assertThat(error)
        .hasMessage(
            "[ipc/unknown-transport] ipc.transport=shmm (./ipc.properties:3): not installed."
                + " Installed: aeron-ipc, pipe, shm. Did you mean shm?");
    assertThat(error.id()).isEqualTo("ipc/unknown-transport");
    assertThat(error.detail()).isEqualTo(unknownTransport().text());
    assertThat(error.is(ErrorIds.UNKNOWN_TRANSPORT)).isTrue();
    assertThat(error.is(ErrorIds.UNKNOWN_KEY)).isFalse();
  }

  @Test
  void theSubjectIsCompleteBeforeTheProblem() {
    ErrorText text = ErrorText.of("a", 1).problem("wrong");

    assertThatThrownBy(() -> text.and("b", 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noTextFromOutsideBreaksALineOrFillsTheLog() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder hostile = new StringBuilder();
      int length = random.nextInt(400);
      for (int j = 0; j < length; j++) {
        hostile.append((char) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(65536)));
      }
      String clean = ErrorText.clean(hostile.toString());

      assertThat(clean.length()).isLessThanOrEqualTo(120 * 6 + 30);
      assertThat(clean.codePoints())
          .noneMatch(Character::isISOControl)
          .noneMatch(c -> c >= 0xd800 && c < 0xe000)
          .noneMatch(c -> c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e));
    }
  }

  @Test
  void abbreviationNeverCutsACharacterInTwo() {
    String clean = ErrorText.clean("x".repeat(119) + "\ud83d\ude00" + "y".repeat(10));

    assertThat(clean).isEqualTo("x".repeat(119) + "... (131 characters)");
  }

  @ParameterizedTest
  @CsvSource({
    "shmm, shm",
    "smh, shm",
    "SHM, shm",
    "sh, shm",
    "pip, pipe",
    "aeron_ipc, aeron-ipc",
    "aeronipc, aeron-ipc",
    "aeron, ",
    "tcp, ",
    "x, ",
    "'', ",
  })
  void nearestFindsWhatWasMeantAndNothingElse(String written, String expected) {
    assertThat(ErrorText.nearest(written, TRANSPORTS).orElse(null)).isEqualTo(expected);
  }

  @Test
  void ofEquallyNearOnesTheFirstIsChosen() {
    assertThat(ErrorText.nearest("pape", List.of("pope", "pipe", "pupe"))).contains("pipe");
  }

  @Test
  void anEndlessTextIsNotCompared() {
    String written = "x".repeat(1_000_000);

    assertThat(ErrorText.nearest(written, List.of(written))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "abc, '', 3", "kitten, sitting, 3", "ab, ba, 1", "abcd, acbd, 1"})
  void distanceCountsEditsAndExchanges(String a, String b, int distance) {
    assertThat(EditDistance.between(a, b)).isEqualTo(distance);
    assertThat(EditDistance.between(b, a)).isEqualTo(distance);
  }
}
