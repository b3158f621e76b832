package io.ipc4j.msg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.msg.wire.FrameLayout.Consumed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class FrameLayoutTest {
  @Test
  void aHeaderSaysWhatWasPutIn() {
    long header = FrameLayout.header(FrameLayout.DATA, 13, FrameLayout.LONGEST);
    assertThat(FrameLayout.kind(header)).isEqualTo(FrameLayout.DATA);
    assertThat(FrameLayout.flags(header)).isEqualTo(13);
    assertThat(FrameLayout.length(header)).isEqualTo(FrameLayout.LONGEST);
    assertThat(FrameLayout.lane(header)).isZero();
  }

  @Test
  void aHeaderHasTheDocumentedBytes() {
    MemorySegment memory = Arena.ofAuto().allocate(8, 8);
    FrameLayout.word(memory, 0, FrameLayout.header(FrameLayout.DATA, 5, 0x01020304));
    assertThat(memory.toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(4, 3, 2, 1, FrameLayout.DATA, 5, 0, 0);
  }

  @Test
  void framesAreWholeWords() {
    assertThat(FrameLayout.size(0)).isEqualTo(8);
    assertThat(FrameLayout.size(1)).isEqualTo(16);
    assertThat(FrameLayout.size(8)).isEqualTo(16);
    assertThat(FrameLayout.size(9)).isEqualTo(24);
    assertThat(FrameLayout.size(FrameLayout.LONGEST)).isEqualTo(FrameLayout.LONGEST + 8);
  }

  @Test
  void anAcknowledgementIsReadAsWritten() {
    MemorySegment memory = Arena.ofAuto().allocate(32, 8);
    Consumed consumed = new Consumed(Long.MAX_VALUE, 1L << 40, 7);
    FrameLayout.acknowledge(memory, 0, FrameLayout.FIN, consumed);
    long header = FrameLayout.word(memory, 0);
    assertThat(header).isEqualTo(FrameLayout.header(FrameLayout.FIN, 0, FrameLayout.ACK_PAYLOAD));
    assertThat(Consumed.read(memory, FrameLayout.HEADER)).isEqualTo(consumed);
  }
}
