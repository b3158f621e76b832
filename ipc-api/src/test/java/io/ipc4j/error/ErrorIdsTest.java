package io.ipc4j.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.golden.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ErrorIdsTest {

  @Test
  void idsAreDistinctAndTheFrameworks() {
    assertThat(ErrorIds.all()).extracting(ErrorId::id).doesNotHaveDuplicates();
    assertThat(ErrorIds.all()).extracting(ErrorId::id).allMatch(id -> id.startsWith("ipc/"));
    assertThat(ErrorIds.all()).contains(ErrorIds.UNKNOWN_TRANSPORT, ErrorIds.LOCK_NOT_HELD);
  }

  @Test
  void anIdNeedsFormAndDocumentation() {
    assertThatThrownBy(() -> new ErrorId("Shm/full", "m", "r")).hasMessageContaining("Shm/full");
    assertThatThrownBy(() -> new ErrorId("full", "m", "r")).hasMessageContaining("area/what");
    assertThatThrownBy(() -> new ErrorId("shm/full", " ", "r")).hasMessageContaining("meaning");
    assertThatThrownBy(() -> new ErrorId("shm/full", "m", "")).hasMessageContaining("remedy");
  }

  @Test
  void theDocumentIsGeneratedFromTheCatalogue() {
    String whole = ErrorDocs.markdown(Map.of(ErrorDocs.CORE, ErrorIds.all()));

    Golden.checkSection("errors.md", ErrorDocs.section(ErrorDocs.CORE, ErrorIds.all()), whole);
    Golden.checkIntroduction("errors.md", whole);
  }

  @Test
  void aTransportCanAddASectionOfItsOwn() {
    ErrorId own = new ErrorId("shm/lane-full", "No lane is free.", "Close senders.");

    assertThat(ErrorDocs.section("Shared memory", List.of(own)))
        .isEqualTo(
            """
            ## Shared memory

            ### shm/lane-full

            No lane is free.

            **What to do:** Close senders.
            """);
  }
}
