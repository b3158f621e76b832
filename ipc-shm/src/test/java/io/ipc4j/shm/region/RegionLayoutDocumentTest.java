package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/shm-layout.md says of regions is what is written. */
final class RegionLayoutDocumentTest {
  private static final String NUMBER = " ([0-9]+) \\|";
  private static final String WORD = " `0x([0-9a-f]{16})` \\|\n";

  private static String document() throws IOException {
    return Files.readString(Path.of("..", "docs", "shm-layout.md"));
  }

  /** The rows of the table whose last column has this heading. */
  private static List<MatchResult> rows(String heading, int numbers) throws IOException {
    String document = document();
    int start = document.indexOf(" | " + heading + " |\n");
    String table = document.substring(start, document.indexOf("\n\n", start) + 1);
    return Pattern.compile("\\|" + NUMBER.repeat(numbers) + WORD).matcher(table).results().toList();
  }

  private static int number(MatchResult row, int group) {
    return Integer.parseInt(row.group(group));
  }

  private static long word(MatchResult row) {
    return Long.parseUnsignedLong(row.group(row.groupCount()), 16);
  }

  @Test
  void theWordsOfStatesHold() throws IOException {
    List<MatchResult> rows = rows("state", 4);
    assertThat(rows).hasSize(3);
    for (MatchResult row : rows) {
      long state = State.of(number(row, 1) == 1, number(row, 2), number(row, 3), number(row, 4));
      assertThat(state).as(row.group()).isEqualTo(word(row));
      assertThat(State.flag(state)).isEqualTo(number(row, 1) == 1);
      assertThat(State.value(state)).isEqualTo(number(row, 2));
      assertThat(State.record(state)).isEqualTo(number(row, 3));
      assertThat(State.sequence(state)).isEqualTo(number(row, 4));
    }
  }

  @Test
  void theWordsOfClaimsHold() throws IOException {
    List<MatchResult> rows = rows("claim", 4);
    assertThat(rows).hasSize(3);
    for (MatchResult row : rows) {
      Claim claim =
          new Claim(
              Claim.Phase.values()[number(row, 1)], number(row, 2), number(row, 3), number(row, 4));
      assertThat(claim.word()).as(row.group()).isEqualTo(word(row));
      assertThat(Claim.of(word(row))).isEqualTo(claim);
    }
    assertThat(Claim.isClaim(6L << 59)).isFalse();
    assertThat(Claim.isClaim(-1)).isFalse();
  }

  @Test
  void theWordsOfKindsHold() throws IOException {
    List<MatchResult> rows = rows("kind", 2);
    assertThat(rows).hasSize(3);
    for (MatchResult row : rows) {
      ObjectKind kind = ObjectKind.of(word(row)).orElseThrow();
      assertThat(kind.word()).isEqualTo(word(row));
      assertThat(kind.parameter()).isEqualTo(number(row, 2));
    }
    assertThat(ObjectKind.of(0)).isEmpty();
    assertThat(ObjectKind.of(rows.size())).isEmpty();
  }

  @Test
  void theOffsetsHold() throws IOException {
    MemorySegment file = Arena.ofAuto().allocate(RegionLayout.DATA + 8, 64);
    RegionLayout layout = new RegionLayout(file);
    assertThat(layout.entry("a")).isZero();
    int entry = layout.entry("b");
    assertThat(entry).isEqualTo(1);
    layout.decideKind(entry, new ObjectKind(ObjectKind.Type.LATCH, 9));
    assertThat(layout.replaceState(entry, 0, 0x11)).isTrue();
    assertThat(layout.replaceWriter(entry, 0, 0x22)).isTrue();
    layout.waited(entry);
    assertThat(layout.replaceOwner(2, 0, 0x33)).isTrue();
    assertThat(layout.replaceClaim(2, 0, 0x44)).isTrue();
    assertThat(document())
        .contains("1 offset of the data (" + RegionLayout.DATA + ")")
        .contains(
            "the key of `a` is\n`0x" + Long.toHexString(file.get(ValueLayout.JAVA_LONG, 4096)));
    long at = 4096 + 256;
    assertThat(file.get(ValueLayout.JAVA_LONG, at + 80)).isEqualTo(0x8000000600000009L);
    assertThat(file.get(ValueLayout.JAVA_INT, at + 8)).isEqualTo(1);
    assertThat(file.get(ValueLayout.JAVA_BYTE, at + 12)).isEqualTo((byte) 'b');
    assertThat(file.get(ValueLayout.JAVA_LONG, at + 128)).isEqualTo(0x11);
    assertThat(file.get(ValueLayout.JAVA_INT, at + 140)).isEqualTo(1);
    assertThat(file.get(ValueLayout.JAVA_LONG, at + 144)).isEqualTo(0x22);
    assertThat(file.get(ValueLayout.JAVA_LONG, 20480 + 2 * 32)).isEqualTo(0x33);
    assertThat(file.get(ValueLayout.JAVA_LONG, 20480 + 2 * 32 + 8)).isEqualTo(0x44);
    assertThat(layout.bell(entry).value()).isZero();
    layout.wake(entry);
    assertThat(file.get(ValueLayout.JAVA_INT, at + 136)).as("the bell was rung").isEqualTo(1);
    assertThat(file.get(ValueLayout.JAVA_INT, at + 140)).isZero();
  }
}
