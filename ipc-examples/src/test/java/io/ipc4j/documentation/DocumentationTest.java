package io.ipc4j.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Code, commands and tables of the documentation are those of the source tree. */
final class DocumentationTest {
  private static final Pattern EXAMPLE = Pattern.compile("ipc-examples/run ([a-z]+\\.[A-Za-z]+)");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\|[^|]*\\| ([a-z, -]+) \\|");

  @Test
  void codeIsTakenFromTheSources() throws IOException {
    List<Page.Snippet> snippets = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Page.Snippet snippet : page.snippets()) {
        List<String> source = Page.stripped(Files.readAllLines(snippet.source()));
        assertThat(Collections.indexOfSubList(source, snippet.code()))
            .as("%s shows what is not in %s:%n%s", page, snippet.source(), snippet.code())
            .isNotNegative();
        assertThat(snippet.code()).as("%s: a snippet of %s", page, snippet.source()).isNotEmpty();
        snippets.add(snippet);
      }
    }
    assertThat(snippets).hasSizeGreaterThan(10);
  }

  @Test
  void commandsStartExamplesThatExist() {
    Path examples = Path.of("src/main/java/io/ipc4j/examples");
    List<String> named =
        Page.all().stream()
            .flatMap(page -> page.lines().stream())
            .flatMap(line -> EXAMPLE.matcher(line).results())
            .map(found -> found.group(1))
            .toList();
    assertThat(named)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            name -> assertThat(examples.resolve(name.replace('.', '/') + ".java")).exists());
  }

  @Test
  void theReadmeListsTheTransportsWithTheirTraits() {
    Map<String, String> listed = new TreeMap<>();
    for (String line : Page.read(Page.TOP.resolve("README.md")).lines()) {
      ROW.matcher(line).results().forEach(row -> listed.put(row.group(1), row.group(2)));
    }
    Map<String, String> installed = new TreeMap<>();
    for (TransportInfo info : Ipc.installed()) {
      installed.put(
          info.name(),
          String.join(", ", info.traits().stream().sorted().map(Trait::text).toList()));
    }
    assertThat(listed).isEqualTo(installed);
  }
}
