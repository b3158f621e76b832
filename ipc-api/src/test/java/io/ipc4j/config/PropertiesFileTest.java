package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.IpcConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PropertiesFileTest {

  private static final Path SHOWN = Path.of("./ipc.properties");

  @TempDir Path directory;

  private List<Setting> read(String text) throws IOException {
    Path file = directory.resolve("ipc.properties");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return PropertiesFile.read(file, SHOWN);
  }

  private static Setting setting(String key, String value, int line) {
    return new Setting(key, value, ConfigSource.file(SHOWN, line));
  }

  @Test
  void settingsKnowTheirLines() throws IOException {
    assertThat(
            read(
                """
                # a comment \\
                ipc.transport = shm

                  ! another one
                ipc.directory=/tmp/\\
                    # no comment \\
                    three lines
                ipc.wait:spin\r
                ipc.wai\\u0074er
                """))
        .containsExactly(
            setting("ipc.transport", "shm", 2),
            setting("ipc.directory", "/tmp/# no comment three lines", 5),
            setting("ipc.wait", "spin", 8),
            setting("ipc.waiter", "", 9));
  }

  @Test
  void theLastLineMayEndAnyhow() throws IOException {
    assertThat(read("a=b")).containsExactly(setting("a", "b", 1));
    assertThat(read("a=b\\")).containsExactly(setting("a", "b", 1));
    assertThat(read("a=b\\\n")).containsExactly(setting("a", "b", 1));
    assertThat(read("a=b\\\\\nc=d")).containsExactly(setting("a", "b\\", 1), setting("c", "d", 2));
    assertThat(read("")).isEmpty();
  }

  @Test
  void utf8IsReadWithOrWithoutByteOrderMark() throws IOException {
    assertThat(read("\uFEFFipc.a=ä€😀")).containsExactly(setting("ipc.a", "ä€😀", 1));
  }

  @Test
  void aKeyMayStandOnce() {
    assertThatThrownBy(() -> read("ipc.wait=spin\n\nipc.wait=spin\n"))
        .isInstanceOf(IpcConfigException.class)
        .hasMessage(
            "[ipc/config-file] ipc.wait=spin (./ipc.properties:3): the key is set already in line"
                + " 1.");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> PropertiesFile.read(directory.resolve("none"), Path.of("./none")))
        .isInstanceOf(IpcConfigException.class)
        .hasMessage("[ipc/config-file] file=./none: the configuration file does not exist.");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> PropertiesFile.read(directory, Path.of("./here")))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/config-file] file=./here: the configuration file cannot be");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path file = directory.resolve("latin1.properties");
    Files.write(file, new byte[] {'a', '=', (byte) 0xe4});

    assertThatThrownBy(() -> PropertiesFile.read(file, SHOWN))
        .hasMessage(
            "[ipc/config-file] file=./ipc.properties: the configuration file is not in UTF-8.");
  }

  @Test
  void anEndlessFileIsRefused() throws IOException {
    assertThat(read("#" + "x".repeat((1 << 20) - 1))).isEmpty();
    assertThatThrownBy(() -> read("#" + "x".repeat(1 << 20)))
        .hasMessage(
            "[ipc/config-file] file=./ipc.properties: the configuration file is larger than 1MiB.");
  }

  @Test
  void aMalformedEscapeIsNamedWithItsLine() {
    assertThatThrownBy(() -> read("a=b\nc=\\u12x4\n"))
        .hasMessage(
            "[ipc/config-file] file=./ipc.properties:2: not a line of a properties file: Malformed"
                + " \\uxxxx encoding.");
  }

  /** The cutting into lines must not change what {@link Properties} makes of the whole. */
  @Test
  void everyTextMeansWhatJavaUtilPropertiesSays() throws IOException {
    String alphabet = "ab\u000b\\\\\\\n\n\n\r\t\f  =:#!u0041";
    Random random = new Random(11);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(24);
      for (int j = 0; j < length; j++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (agrees(text.toString())) {
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5_000);
  }

  private static boolean agrees(String text) throws IOException {
    Map<String, String> actual = new HashMap<>();
    try {
      PropertiesFile.parse(text, SHOWN)
          .forEach(setting -> actual.put(setting.key(), setting.value()));
    } catch (IpcConfigException e) {
      return false;
    }
    Properties expected = new Properties();
    expected.load(new StringReader(text + "\n"));
    assertThat(actual).as("%s", text.replace("\n", "<lf>")).isEqualTo(expected);
    return true;
  }
}
