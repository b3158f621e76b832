package io.ipc4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Agreement VARIABLE =
      new Agreement(
          Pattern.QUEUE,
          OptionalLong.empty(),
          1 << 20,
          Receivers.SINGLE,
          Delivery.PLAIN,
          ChecksumKind.NONE);
  private static final Agreement FIXED =
      new Agreement(
          Pattern.PUBLISH_SUBSCRIBE,
          OptionalLong.of(48),
          48,
          Receivers.COMPETING,
          Delivery.ACKNOWLEDGED,
          ChecksumKind.CRC32C);

  private static MemorySegment encoded(Agreement agreement) {
    MemorySegment memory = MemorySegment.ofArray(new byte[3 + Agreement.BYTES]);
    agreement.encode(memory, 3);
    return memory;
  }

  @Test
  void readsWhatWasWritten() {
    assertThat(Agreement.decode(encoded(VARIABLE), 3, "here")).isEqualTo(VARIABLE);
    assertThat(Agreement.decode(encoded(FIXED), 3, "here")).isEqualTo(FIXED);
  }

  @Test
  void theEncodedFormIsTheDocumentedOne() {
    assertThat(encoded(FIXED).asSlice(3).toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(1, 1, 1, 1, 1, 1, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void anyBytesAreAnAgreementOrATypedError() {
    Random random = new Random(7);
    byte[] bytes = new byte[Agreement.BYTES];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(bytes);
      bytes[0] = (byte) (i % 3);
      for (int field = 1; field < 6; field++) {
        bytes[field] = (byte) (random.nextInt(6) - 2);
      }
      try {
        Agreement read = Agreement.decode(MemorySegment.ofArray(bytes), 0, "peer");
        assertThat(read.maxMessageSize()).isNotNegative();
      } catch (IpcCorruptException e) {
        assertThat(e).hasMessageContaining("peer");
      }
    }
  }

  @Test
  void aDifferenceNamesBothSides() {
    assertThatCode(() -> VARIABLE.requireSame(VARIABLE, "quotes", "me@1", "you@2"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> VARIABLE.requireSame(FIXED, "quotes", "me@1", "you@2"))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageContainingAll(
            "[ipc/agreement-mismatch]",
            "channel=quotes",
            "me@1",
            "you@2",
            "pattern (here queue, there publish-subscribe)",
            "fixed-size (here none, there 48)",
            "max-message-size (here 1048576, there 48)",
            "receivers (here single, there competing)");
  }
}
