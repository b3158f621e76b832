package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.golden.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigDocsTest {

  @Test
  void theDocumentIsGeneratedFromTheKeys() {
    String whole = ConfigDocs.markdown(ConfigKeys.sections());

    Golden.checkIntroduction("configuration.md", whole);
    ConfigKeys.sections()
        .forEach((title, keys) ->
            Golden.checkSection("configuration.md", ConfigDocs.section(title, keys), whole));
  }

  @Test
  void theWholeDocumentIsItsIntroductionAndItsSections() {
    String whole = ConfigDocs.markdown(ConfigKeys.sections());

    assertThat(whole).startsWith("# Configuration\n").doesNotContain("{").endsWith("|\n");
    assertThat(whole.lines())
        .filteredOn(line -> line.startsWith("| `ipc."))
        .hasSameSizeAs(ConfigKeys.all());
  }

  @Test
  void whatCouldBreakATableIsEscaped() {
    ConfigKey<String> key = ConfigKey.string("ipc.a.b", "One|two\nthree.");

    assertThat(ConfigDocs.section("A", List.of(key)))
        .endsWith("| `ipc.a.b` | none | any text | One\\|two three. |\n");
  }

  @Test
  void everyCoreKeyIsListedOnce() {
    assertThat(ConfigKeys.all()).extracting(ConfigKey::name).doesNotHaveDuplicates();
    assertThat(ConfigKeys.all()).extracting(ConfigKey::meaning).allMatch(m -> m.endsWith("."));
  }
}
