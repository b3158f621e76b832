package io.ipc4j.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class IpcExceptionTest {

  private static final Throwable CAUSE = new IOException("disk");

  private record Case(IpcException plain, IpcException caused, IpcException byId) {}

  static Stream<List<IpcException>> kinds() {
    String id = ErrorIds.TIMEOUT.id();
    ErrorId catalogued = ErrorIds.TIMEOUT;
    return Stream.of(
            new Case(
                new IpcConfigException(id, "m"),
                new IpcConfigException(id, "m", CAUSE),
                new IpcConfigException(catalogued, "m", CAUSE)),
            new Case(
                new IpcTimeoutException(id, "m"),
                new IpcTimeoutException(id, "m", CAUSE),
                new IpcTimeoutException(catalogued, "m", CAUSE)),
            new Case(
                new IpcClosedException(id, "m"),
                new IpcClosedException(id, "m", CAUSE),
                new IpcClosedException(catalogued, "m", CAUSE)),
            new Case(
                new IpcUsageException(id, "m"),
                new IpcUsageException(id, "m", CAUSE),
                new IpcUsageException(catalogued, "m", CAUSE)),
            new Case(
                new IpcCorruptException(id, "m"),
                new IpcCorruptException(id, "m", CAUSE),
                new IpcCorruptException(catalogued, "m", CAUSE)),
            new Case(
                new IpcResourceException(id, "m"),
                new IpcResourceException(id, "m", CAUSE),
                new IpcResourceException(catalogued, "m", CAUSE)),
            new Case(
                new IpcLinkLostException(id, "m"),
                new IpcLinkLostException(id, "m", CAUSE),
                new IpcLinkLostException(catalogued, "m", CAUSE)))
        .map(kind -> List.of(kind.plain(), kind.caused(), kind.byId()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindCarriesIdSentenceAndCause(List<IpcException> kind) {
    assertThat(kind)
        .allSatisfy(error -> assertThat(error).hasMessage("[ipc/timeout] m"))
        .allSatisfy(error -> assertThat(error.id()).isEqualTo("ipc/timeout"))
        .allSatisfy(error -> assertThat(error.detail()).isEqualTo("m"));
    assertThat(kind.get(0)).hasNoCause();
    assertThat(kind.get(1)).hasCause(CAUSE);
    assertThat(kind.get(2)).hasCause(CAUSE);
  }
}
