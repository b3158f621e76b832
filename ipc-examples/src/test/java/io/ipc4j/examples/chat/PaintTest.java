package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class PaintTest {
  private static final Line SAID = new Line(1, 45_240_000, Line.Kind.SAID, "ann", "hi");
  private final Paint plain = new Paint(false, false, ZoneOffset.UTC);
  private final Paint full = new Paint(true, true, ZoneOffset.UTC);

  @Test
  void aPlainLineHasNeitherTimeNorColour() {
    assertThat(plain.line(SAID)).isEqualTo("ann: hi");
    assertThat(plain.line(new Line(2, 0, Line.Kind.LEFT, "ann", ""))).isEqualTo("-- ann left");
    assertThat(plain.line(new Line(2, 0, Line.Kind.RENAMED, "ann", "eve")))
        .isEqualTo("-- ann is now called eve");
    assertThat(plain.whisper(new Whisper(1, 0, "ann", "hi"))).isEqualTo("ann -> you: hi");
    assertThat(plain.told("bob", "hi")).isEqualTo("you -> bob: hi");
    assertThat(plain.problem("no")).isEqualTo("!! no");
  }

  @Test
  void aTerminalHasBoth() {
    String line = full.line(SAID);
    assertThat(line.replaceAll("\033\\[[0-9;]*m", "")).isEqualTo("12:34 ann: hi");
    assertThat(line).contains("\033[");
    assertThat(new Paint(true, false, ZoneOffset.UTC).line(SAID)).isEqualTo("12:34 ann: hi");
  }

  @Test
  void aNameHasOneColourHoweverItIsWritten() {
    Line upper = new Line(1, 45_240_000, Line.Kind.SAID, "ANN", "hi");
    assertThat(full.line(upper)).isEqualTo(full.line(SAID).replace("ann", "ANN"));
  }
}
