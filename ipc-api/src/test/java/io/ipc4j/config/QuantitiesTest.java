package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "7b, 7",
    "64k, 65536",
    "64K, 65536",
    "64KiB, 65536",
    "4MiB, 4194304",
    "4 MiB, 4194304",
    "1g, 1073741824",
    "2TiB, 2199023255552",
    "9223372036854775807, 9223372036854775807",
    "8191g, 8795019280384",
  })
  void sizesAreBinary(String text, long bytes) {
    assertThat(Quantities.parseSize(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "k",
        "-1",
        "+1",
        "1.5m",
        "4MB",
        "4 x",
        "0x10",
        "1_000",
        "12345678901234567890",
        "٣"
      })
  void whatIsNoSizeIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseSize(text))
        .withMessageStartingWith("not a size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "9999999t", "8388608t"})
  void aSizeAboveTheLargestNumberIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseSize(text))
        .withMessage("too large");
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "5ns, PT0.000000005S",
    "500us, PT0.0005S",
    "500µs, PT0.0005S",
    "10ms, PT0.01S",
    "5s, PT5S",
    "5 s, PT5S",
    "2m, PT2M",
    "3h, PT3H",
  })
  void durationsHaveAUnit(String text, Duration duration) {
    assertThat(Quantities.parseDuration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5S", "5 sec", "PT5S", "5s5ms"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseDuration(text))
        .withMessageStartingWith("not a duration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999999999999ns", "9999999h"})
  void aDurationAboveTheLargestIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.parseDuration(text))
        .withMessage("too long");
  }

  @Test
  void writingIsTheInverseOfReadingInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
      Random random = new Random(7);
      for (int i = 0; i < 10_000; i++) {
        long number = random.nextLong() >>> (1 + random.nextInt(63)) << random.nextInt(12);
        long value = Math.max(0, number);
        assertThat(Quantities.parseSize(Quantities.formatSize(value))).isEqualTo(value);
        Duration duration = Duration.ofNanos(value);
        assertThat(Quantities.parseDuration(Quantities.formatDuration(duration)))
            .isEqualTo(duration);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "100, 100B", "4096, 4KiB", "4194304, 4MiB", "1048577, 1048577B"})
  void sizesAreWrittenWithTheLargestUnitThatFits(long bytes, String text) {
    assertThat(Quantities.formatSize(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT0.00002S, 20us", "PT1.5S, 1500ms", "PT90M, 90m", "PT2H, 2h"})
  void durationsAreWrittenWithTheLargestUnitThatFits(Duration duration, String text) {
    assertThat(Quantities.formatDuration(duration)).isEqualTo(text);
  }
}
