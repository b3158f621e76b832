package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineFeedsTest {

  @Test
  void findsWhatASimpleLoopFinds() {
    Random random = new Random(4);
    byte[] nearMisses = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, -1, 1};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = nearMisses[1 + random.nextInt(nearMisses.length - 1)];
        if (random.nextInt(12) == 0) {
          bytes[i] = '\n';
        }
      }
      int from = random.nextInt(bytes.length + 1);
      int end = from + random.nextInt(bytes.length - from + 1);
      int expected = from;
      while (expected < end && bytes[expected] != '\n') {
        expected++;
      }
      assertThat(LineFeeds.next(MemorySegment.ofArray(bytes), from, end)).isEqualTo(expected);
    }
  }
}
