package io.ipc4j.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Links of the documentation lead to files and headings of the source tree. */
final class LinksTest {
  @Test
  void linksLeadSomewhere() {
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        String[] parts = link.split("#", 2);
        Path target = page.path().resolveSibling(parts[0]).normalize();
        if (parts[0].isEmpty()) {
          target = page.path();
        }
        assertThat(target).as("link of %s", page).exists();
        if (parts.length == 2) {
          assertThat(Page.read(target).anchors()).as("link of %s", page).contains(parts[1]);
        }
      }
    }
  }
}
