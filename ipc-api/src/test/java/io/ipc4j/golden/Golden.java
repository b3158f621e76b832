package io.ipc4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Compares texts with files; with {@code -Dipc.docs.update=true} it writes the files instead, and
 * the difference shows in version control.
 */
public final class Golden {

  private static final boolean UPDATE = Boolean.getBoolean("ipc.docs.update");

  private Golden() {}

  /**
   * Compares named texts with {@code src/test/resources/golden/NAME.txt}.
   *
   * @param texts the texts by title, in the order of the file
   */
  public static void check(String name, Map<String, String> texts) {
    StringBuilder actual = new StringBuilder();
    texts.forEach((title, text) ->
        actual.append("# ").append(title).append('\n').append(text).append("\n\n"));
    Path file = module().resolve("src/test/resources/golden").resolve(name + ".txt");
    if (UPDATE) {
      write(file, actual.toString());
    }
    assertThat(actual.toString())
        .as("%s; rewrite it with -Dipc.docs.update=true", file)
        .isEqualTo(read(file));
  }

  /**
   * Checks that a document has a section exactly as generated; an update replaces it, and keeps the
   * sections that are generated elsewhere.
   *
   * @param document the file's name in docs/
   * @param section the section, beginning with its heading of second level
   * @param whole the document to begin with where there is none
   */
  public static void checkSection(String document, String section, String whole) {
    Path file = module().resolveSibling("docs").resolve(document);
    if (UPDATE) {
      write(file, Files.exists(file) ? replaced(read(file), section) : whole);
    }
    assertThat(sectionOf(read(file), heading(section)).strip())
        .as("%s; rewrite it with -Dipc.docs.update=true", file)
        .isEqualTo(section.strip());
  }

  /** Checks the part of a document that precedes its first section; an update replaces it. */
  public static void checkIntroduction(String document, String whole) {
    Path file = module().resolveSibling("docs").resolve(document);
    String introduction = whole.substring(0, firstSection(whole));
    if (UPDATE) {
      String old = Files.exists(file) ? read(file) : whole;
      write(file, introduction + old.substring(firstSection(old)));
    }
    String present = read(file);
    assertThat(present.substring(0, firstSection(present)))
        .as("%s; rewrite it with -Dipc.docs.update=true", file)
        .isEqualTo(introduction);
  }

  private static int firstSection(String document) {
    int start = document.indexOf("\n## ");
    return start < 0 ? document.length() : start + 1;
  }

  private static String heading(String section) {
    return section.substring(0, section.indexOf('\n') + 1);
  }

  private static String sectionOf(String document, String heading) {
    int start = document.indexOf("\n" + heading) + 1;
    if (start == 0) {
      return "";
    }
    int end = document.indexOf("\n## ", start);
    return end < 0 ? document.substring(start) : document.substring(start, end + 1);
  }

  private static String replaced(String document, String section) {
    String old = sectionOf(document, heading(section));
    if (old.isEmpty()) {
      return document.stripTrailing() + "\n\n" + section;
    }
    boolean last = document.endsWith(old);
    return document.replace(old, last ? section : section + "\n");
  }

  private static Path module() {
    Path directory = Path.of("").toAbsolutePath();
    return Files.isDirectory(directory.resolve("ipc-api"))
        ? directory.resolve("ipc-api")
        : directory.resolveSibling("ipc-api");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
