package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.config.ConfigDocs;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import org.junit.jupiter.api.Test;

/** The document of the configuration is made of the keys that are declared, and of nothing else. */
final class ConfigurationDocTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

  @Test
  void theDocumentIsGeneratedFromTheKeysOfFrameworkAndTransports() throws IOException {
    Map<String, List<ConfigKey<?>>> sections = new LinkedHashMap<>(ConfigKeys.sections());
    List<TransportProvider> providers =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(Provider::get)
            .sorted(Comparator.comparing(TransportProvider::name))
            .toList();
    assertThat(providers).extracting(TransportProvider::name).contains("inproc", "shm", "uds");
    for (TransportProvider provider : providers) {
      if (!provider.keys().isEmpty()) {
        sections.put("Transport " + provider.name(), provider.keys());
      }
    }
    String generated = ConfigDocs.markdown(sections);
    if (Boolean.getBoolean("ipc.docs.update")) {
      Files.writeString(DOCUMENT, generated);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("%s; rewrite it with -Dipc.docs.update=true", DOCUMENT)
        .isEqualTo(generated);
  }
}
