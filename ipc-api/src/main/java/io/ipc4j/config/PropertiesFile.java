package io.ipc4j.config;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads a properties file in UTF-8 into settings that know their lines. */
final class PropertiesFile {

  private static final int MAX_BYTES = 1 << 20;

  private final Path shown;
  private final List<Setting> settings = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private PropertiesFile(Path shown) {
    this.shown = shown;
  }

  /**
   * Reads a file.
   *
   * @param file where it is
   * @param shown how messages name it
   */
  static List<Setting> read(Path file, Path shown) {
    return parse(text(file, shown), shown);
  }

  static List<Setting> parse(String text, Path shown) {
    return new PropertiesFile(shown).parse(text);
  }

  private static String text(Path file, Path shown) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw failure(shown.toString(), "the configuration file does not exist", e);
    } catch (AccessDeniedException e) {
      throw failure(shown.toString(), "this user may not read the configuration file", e);
    } catch (IOException e) {
      String problem = "the configuration file cannot be read: " + e.getMessage();
      throw failure(shown.toString(), problem, e);
    }
    if (bytes.length > MAX_BYTES) {
      throw failure(shown.toString(), "the configuration file is larger than 1MiB", null);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw failure(shown.toString(), "the configuration file is not in UTF-8", e);
    }
  }

  /** Cuts the text into logical lines, whose meaning is left to {@link Properties}. */
  private List<Setting> parse(String text) {
    String[] natural = text.split("\r\n|\r|\n", -1);
    for (int first = 0; first < natural.length; first++) {
      if (isBlankOrComment(natural[first])) {
        continue;
      }
      int last = first;
      while (last < natural.length - 1 && isContinued(natural[last])) {
        last++;
      }
      add(first + 1, String.join("\n", List.of(natural).subList(first, last + 1)) + "\n");
      first = last;
    }
    return settings;
  }

  private static boolean isBlankOrComment(String line) {
    int start = 0;
    while (start < line.length() && " \t\f".indexOf(line.charAt(start)) >= 0) {
      start++;
    }
    return start == line.length() || line.charAt(start) == '#' || line.charAt(start) == '!';
  }

  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void add(int line, String logical) {
    ConfigSource source = ConfigSource.file(shown, line);
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(logical));
    } catch (IOException | IllegalArgumentException e) {
      throw failure(source.detail(), "not a line of a properties file: " + e.getMessage(), e);
    }
    for (String key : properties.stringPropertyNames()) {
      Integer before = lines.putIfAbsent(key, line);
      if (before != null) {
        throw new IpcConfigException(
            ErrorIds.CONFIG_FILE,
            ErrorText.of(key, properties.getProperty(key))
                .from(source)
                .problem("the key is set already in line " + before)
                .text());
      }
      settings.add(new Setting(key, properties.getProperty(key), source));
    }
  }

  private static IpcConfigException failure(
      String place, String problem, @Nullable Exception cause) {
    String text = ErrorText.of("file", place).problem(problem).text();
    return cause == null
        ? new IpcConfigException(ErrorIds.CONFIG_FILE, text)
        : new IpcConfigException(ErrorIds.CONFIG_FILE, text, cause);
  }
}
