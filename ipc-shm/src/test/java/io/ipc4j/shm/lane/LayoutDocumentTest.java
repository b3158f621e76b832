package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Receivers;
import io.ipc4j.spi.Agreement;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/shm-layout.md says of headers is what is written. */
final class LayoutDocumentTest {
  private static final Pattern VECTOR =
      Pattern.compile(
          "(?m)^\\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\| `0x([0-9a-f]{16})` \\|$");

  private static String document() throws IOException {
    String whole = Files.readString(Path.of("..", "docs", "shm-layout.md"));
    return whole.substring(0, whole.indexOf("## Regions"));
  }

  @Test
  void theTestVectorsOfHeadersHold() throws IOException {
    int count = 0;
    for (MatchResult row : VECTOR.matcher(document()).results().toList()) {
      long header =
          Header.of(
              Long.parseLong(row.group(1)),
              Integer.parseInt(row.group(2)),
              Integer.parseInt(row.group(3)),
              Integer.parseInt(row.group(4)));
      assertThat(header).as(row.group()).isEqualTo(Long.parseUnsignedLong(row.group(5), 16));
      count++;
    }
    assertThat(count).isEqualTo(8);
  }

  @Test
  void theTestVectorsOfSharedHeadersHold() throws IOException {
    Pattern rows =
        Pattern.compile(
            "(?m)^\\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\|"
                + " ([0-9]+) \\| ([0-9]+) \\| `0x([0-9a-f]{16})` \\|$");
    int count = 0;
    for (MatchResult row : rows.matcher(document()).results().toList()) {
      long position = Long.parseLong(row.group(1));
      int type = Integer.parseInt(row.group(2));
      int length = Integer.parseInt(row.group(4));
      long plain = Header.of(position, type, Integer.parseInt(row.group(3)), length);
      long word = Long.parseUnsignedLong(row.group(7), 16);
      assertThat(SharedHeader.plain(word, position)).as(row.group()).isEqualTo(plain);
      assertThat(SharedHeader.deliveries(word)).isEqualTo(Integer.parseInt(row.group(5)));
      assertThat(SharedHeader.claim(word)).isEqualTo(Integer.parseInt(row.group(6)));
      long changing = 0xFFFFL << 40;
      assertThat(word & ~changing).isEqualTo(plain & SharedHeader.PUBLISHED);
      assertThat(SharedHeader.end(word, position, 1 << 20, 0)).isGreaterThan(position);
      count++;
    }
    assertThat(count).isEqualTo(5);
  }

  @Test
  void theTestVectorsOfAgreementsHold() throws IOException {
    Pattern rows =
        Pattern.compile(
            "(?m)^\\| ([01]) \\| ([01]) \\| ([01]) \\| ([0-9]+) \\|"
                + " `0x([0-9a-f]{16})` `0x([0-9a-f]{16})` `0x([0-9a-f]{16})` \\|$");
    int count = 0;
    for (MatchResult row : rows.matcher(document()).results().toList()) {
      Agreement agreement =
          new Agreement(
              io.ipc4j.channel.Pattern.values()[Integer.parseInt(row.group(1))],
              OptionalLong.empty(),
              Long.parseLong(row.group(4)),
              Receivers.values()[Integer.parseInt(row.group(2))],
              Delivery.values()[Integer.parseInt(row.group(3))],
              ChecksumKind.NONE);
      MemorySegment words = MemorySegment.ofArray(new long[3]);
      agreement.encode(words, 0);
      for (int i = 0; i < 3; i++) {
        assertThat(words.getAtIndex(ValueLayout.JAVA_LONG, i))
            .as(row.group())
            .isEqualTo(Long.parseUnsignedLong(row.group(5 + i), 16));
      }
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  @Test
  void theExampleOfAChecksumHolds() throws IOException {
    LaneLayout lane = Lanes.lane(4096, 1);
    LaneWriter writer = LaneWriter.toOne(lane, ChecksumKind.CRC32C, null);
    byte[] payload = "123456789".getBytes(StandardCharsets.US_ASCII);
    long at = writer.tryClaim(payload.length);
    MemorySegment.copy(payload, 0, writer.memory(), ValueLayout.JAVA_BYTE, at, payload.length);
    writer.commit(0, false);
    long word = lane.memory().get(ValueLayout.JAVA_LONG, at + 16);
    assertThat(document()).contains(String.format("the word is `0x%016x`", word));
    assertThat(writer.tail()).isEqualTo(8 + 16 + 8);
    LaneReader reader = LaneReader.resume(lane, 0, ChecksumKind.CRC32C, null);
    assertThat(reader.next()).isTrue();
    assertThat(reader.isIntact()).isTrue();
    lane.memory().set(ValueLayout.JAVA_BYTE, at + 3, (byte) '5');
    assertThat(reader.isIntact()).isFalse();
  }

  @Test
  void theExampleOfAChecksumOverAPoolHolds() throws IOException {
    LaneLayout lane = Lanes.lane(4096, 1);
    MemorySegment pool = Arena.ofAuto().allocate(3 * 4096, 4096);
    LaneWriter writer = LaneWriter.toOne(lane, ChecksumKind.CRC32C, new PoolWriter(pool));
    byte[] payload = "123456789".getBytes(StandardCharsets.US_ASCII);
    long at = writer.tryClaimLarge(payload.length);
    assertThat(at).isEqualTo(4096);
    MemorySegment.copy(payload, 0, writer.claimMemory(), ValueLayout.JAVA_BYTE, at, payload.length);
    writer.commit(0, false);
    long record = lane.payload(0);
    assertThat(lane.memory().get(ValueLayout.JAVA_LONG, record)).isEqualTo(4096);
    assertThat(lane.memory().get(ValueLayout.JAVA_LONG, record + 8)).isEqualTo(9);
    long word = lane.memory().get(ValueLayout.JAVA_LONG, record + 16);
    assertThat(document()).contains(String.format("the word is `0x%016x`", word));
    assertThat(writer.tail()).isEqualTo(8 + 16 + 8);
  }

  @Test
  void theOffsetsOfALaneHold() throws IOException {
    LaneLayout lane = Lanes.lane(4096, 1);
    lane.want(0x11);
    lane.taken(0, 0x22);
    lane.cursor(0, 0x33);
    lane.admit(0, 0x44, 0x55);
    lane.taken(0, 0x22);
    lane.cursor(0, 0x33);
    lane.close();
    holds(lane, "| 1024 | u64 | state |", 1024, 1);
    holds(lane, "| 1088 | u64 | want |", 1088, 0x11);
    holds(lane, "| 4096 + 256 *i* | u64 | admitted |", 4096, 0x44);
    holds(lane, "| +8 | u64 | start |", 4096 + 8, 0x55);
    holds(lane, "| +64 | u64 | taken |", 4096 + 64, 0x22);
    holds(lane, "| +128 | u64 | cursor |", 4096 + 128, 0x33);
    assertThat(LaneLayout.ringOffset(1)).isEqualTo(8192);
    assertThat(LaneLayout.ringOffset(64)).isEqualTo(20480);
  }

  private static void holds(LaneLayout lane, String row, long offset, long value)
      throws IOException {
    assertThat(document()).contains(row);
    assertThat(lane.memory().get(ValueLayout.JAVA_LONG, offset)).isEqualTo(value);
  }
}
