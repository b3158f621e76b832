package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.Policy;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigKeyTest {

  private static final ConfigSource SOURCE = ConfigSource.systemProperty("ipc.x.y");
  private static final String NAME = "ipc.x.y";
  private static final String MEANING = "What it is.";

  private static <T> T read(ConfigKey<T> key, String text) {
    return key.parse(text, SOURCE);
  }

  @Test
  void valuesAreReadAsTheirType() {
    assertThat(read(ConfigKey.string(NAME, MEANING), " any text ")).isEqualTo("any text");
    assertThat(read(ConfigKey.name(NAME, MEANING), "quotes")).isEqualTo("quotes");
    assertThat(read(ConfigKey.bool(NAME, MEANING), "true")).isTrue();
    assertThat(read(ConfigKey.bool(NAME, MEANING), "false")).isFalse();
    assertThat(read(ConfigKey.integer(NAME, MEANING, -5, 5), "-5")).isEqualTo(-5);
    assertThat(read(ConfigKey.longInteger(NAME, MEANING, 0, Long.MAX_VALUE), "9223372036854775807"))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(read(ConfigKey.size(NAME, MEANING, 0, 1L << 40), "1t")).isEqualTo(1L << 40);
    assertThat(read(ConfigKey.duration(NAME, MEANING, Duration.ZERO, Duration.ofDays(1)), "2m"))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(read(ConfigKey.words(NAME, MEANING, Policy.class), "drop-oldest"))
        .isEqualTo(Policy.DROP_OLDEST);
    assertThat(read(ConfigKey.path(NAME, MEANING), "./a/b")).isEqualTo(Path.of("./a/b"));
  }

  @Test
  void writingIsTheInverseOfReading() {
    ConfigKey<Policy> words = ConfigKey.words(NAME, MEANING, Policy.class);
    for (Policy policy : Policy.values()) {
      assertThat(read(words, words.format(policy))).isEqualTo(policy);
    }
    ConfigKey<Long> size = ConfigKey.size(NAME, MEANING, 0, 1L << 40);
    assertThat(size.format(3L << 20)).isEqualTo("3MiB");
    assertThat(read(size, "3MiB")).isEqualTo(3L << 20);
  }

  @Test
  void rangesIncludeTheirEndsAndNothingIsAdjusted() {
    ConfigKey<Integer> key = ConfigKey.integer(NAME, MEANING, 2, 8);

    assertThat(read(key, "2")).isEqualTo(2);
    assertThat(read(key, "8")).isEqualTo(8);
    refused(key, "1", "out of range. Allowed: 2 to 8.");
    refused(key, "9", "out of range. Allowed: 2 to 8.");
    refused(key, "99999999999999999999", "out of range. Allowed: 2 to 8.");
    refused(key, "4294967300", "out of range. Allowed: 2 to 8.");
    refused(key, "4.0", "not a whole number. Allowed: 2 to 8.");
    refused(key, "", "is empty. Allowed: 2 to 8.");
    refused(key, "  ", "is empty. Allowed: 2 to 8.");
  }

  @Test
  void everyTypeRefusesWithWhatIsAllowed() {
    ConfigKey<Long> size = ConfigKey.size(NAME, MEANING, 4096, 1L << 40);
    refused(size, "4095", "out of range. Allowed: 4KiB to 1TiB.");
    refused(size, "1025g", "out of range. Allowed: 4KiB to 1TiB.");
    refused(size, "99999999t", "too large. Allowed: 4KiB to 1TiB.");
    ConfigKey<Duration> duration =
        ConfigKey.duration(NAME, MEANING, Duration.ZERO, Duration.ofHours(1));
    refused(duration, "61m", "out of range. Allowed: 0s to 1h.");
    refused(
        duration,
        "5",
        "not a duration (a whole number with a unit: ns, us, ms, s, m or h). Allowed: 0s to 1h.");
    refused(
        ConfigKey.words(NAME, MEANING, Policy.class),
        "drop_oldest",
        "not one of the allowed words. Allowed: block, fail, drop-newest, drop-oldest. Did you mean"
            + " drop-oldest?");
    refused(
        ConfigKey.bool(NAME, MEANING),
        "yes",
        "not one of the allowed words. Allowed: true, false.");
    refused(ConfigKey.path(NAME, MEANING), "a\0b", "not a path. Allowed: a path.");
  }

  private static void refused(ConfigKey<?> key, String text, String problem) {
    assertThatThrownBy(() -> key.parse(text, SOURCE))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/bad-value] ipc.x.y=")
        .hasMessageEndingWith(" (-Dipc.x.y): " + problem);
  }

  @Test
  void aNameThatIsNoneHasAnIdOfItsOwn() {
    assertThatThrownBy(() -> ConfigKey.name(NAME, MEANING).parse("a/b", SOURCE))
        .isInstanceOfSatisfying(
            IpcConfigException.class, e -> assertThat(e.is(ErrorIds.BAD_NAME)).isTrue());
  }

  @Test
  void whatHoldsWithoutAValueIsOneOfThree() {
    ConfigKey<Integer> key = ConfigKey.integer(NAME, MEANING, 0, 9);

    assertThat(key.defaultText()).isEqualTo("none");
    assertThat(key.required().defaultText()).isEqualTo("required");
    assertThat(key.withoutDefault("chosen").defaultText()).isEqualTo("chosen");
    assertThat(key.withDefault(3).defaultValue()).contains(3);
    assertThat(key.withDefault(3).defaultText()).isEqualTo("3");
    assertThat(key.withDefault(3).withFallback(key).defaultValue()).isEmpty();
    assertThat(key.withFallback(key).defaultText()).isEqualTo("value of ipc.x.y");
    assertThat(key.withDefault(3).withoutDefault("none").defaultValue()).isEmpty();
  }

  @Test
  void aDefaultMustBeAllowed() {
    assertThatThrownBy(() -> ConfigKey.integer(NAME, MEANING, 0, 9).withDefault(10))
        .hasMessage("[ipc/bad-value] ipc.x.y=10 (default): out of range. Allowed: 0 to 9.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ipc",
        "ipc.",
        "x.y",
        "ipc.X",
        "ipc.NAME",
        "ipc.a.NAME",
        "ipc.a..b",
        "ipc.NAME.NAME.b",
        "ipc.a.NAMES.b",
        "ipc.1a",
        "ipc.a_b",
        "ipc.a b",
        "IPC.a",
        ""
      })
  void namesOfKeysAreDottedLowerCaseWords(String name) {
    assertThatThrownBy(() -> ConfigKey.string(name, MEANING))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageStartingWith("[ipc/bad-key] key=" + name);
  }

  @Test
  void aKeyNeedsAMeaning() {
    assertThatThrownBy(() -> ConfigKey.string(NAME, " ")).hasMessageContaining("has no meaning");
  }

  @Test
  void aPlaceholderTakesAName() {
    ConfigKey<String> key = ConfigKey.string("ipc.channel.NAME.shm.mode", MEANING);

    assertThat(key.isPerName()).isTrue();
    assertThat(key.nameFor("quotes")).isEqualTo("ipc.channel.quotes.shm.mode");
    assertThatThrownBy(() -> ConfigKey.string(NAME, MEANING).nameFor("quotes"))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("has no placeholder");
    assertThatThrownBy(() -> ConfigKey.string(NAME, MEANING).withFallback(key))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("falls back to a key that has a placeholder");
  }

  @Test
  void unitsAreNamed() {
    assertThat(ConfigKeys.CHANNEL_CAPACITY.unit()).isEqualTo("bytes");
    assertThat(ConfigKeys.LINGER.unit()).isEqualTo("time");
    assertThat(ConfigKeys.CHANNEL_HISTORY.unit()).isEmpty();
  }
}
