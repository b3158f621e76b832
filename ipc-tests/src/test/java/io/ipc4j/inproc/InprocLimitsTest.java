package io.ipc4j.inproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcResourceException;
import org.junit.jupiter.api.Test;

/** What the process has no memory for is refused by name, and leaves nothing behind. */
final class InprocLimitsTest {
  private static final long TOO_MUCH = 1L << 40;

  private static Ipc open() {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", InprocProvider.NAME)
            .set("ipc.namespace", "limits")
            .set("ipc.channel.large.capacity", "1TiB")
            .build());
  }

  @Test
  void aRegionThatIsTooLarge() {
    try (Ipc ipc = open()) {
      assertThatExceptionOfType(IpcResourceException.class)
          .isThrownBy(() -> ipc.regions().create("large", TOO_MUCH))
          .withMessageContaining("region=large")
          .withMessageContaining(Long.toString(TOO_MUCH))
          .matches(e -> e.is(ErrorIds.NO_SPACE));
      assertThat(ipc.regions().list()).isEmpty();
      assertThat(ipc.regions().create("large", 100).size()).isEqualTo(100);
      assertThat(ipc.regions().remove("large")).isTrue();
    }
  }

  @Test
  void aChannelThatHoldsTooMuch() {
    try (Ipc ipc = open()) {
      assertThat(ipc.receiver("large").isConnected()).isFalse();
      Sender sender = ipc.sender("large");
      assertThatExceptionOfType(IpcResourceException.class)
          .isThrownBy(() -> sender.trySend(new byte[8]))
          .withMessageContaining("capacity")
          .matches(e -> e.is(ErrorIds.NO_SPACE));
    }
  }
}
