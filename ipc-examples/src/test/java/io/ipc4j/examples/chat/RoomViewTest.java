package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoomViewTest {
  private final List<Long> shown = new ArrayList<>();
  private final RoomView view = new RoomView(line -> shown.add(line.number()), 0);

  private static Line line(long number) {
    return new Line(number, 0, Line.Kind.SAID, "ann", "x");
  }

  private static List<Line> lines(long... numbers) {
    return Arrays.stream(numbers).mapToObj(RoomViewTest::line).toList();
  }

  @Test
  void linesAreShownOnceAndInOrder() {
    assertThat(view.heard(line(1))).isFalse();
    assertThat(view.heard(line(1))).isFalse();
    assertThat(view.heard(line(3))).isTrue();
    assertThat(view.heard(line(2))).isFalse();
    assertThat(shown).containsExactly(1L, 2L, 3L);
    assertThat(view.lacks(3)).isFalse();
    assertThat(view.lacks(4)).isTrue();
  }

  @Test
  void whatWasFetchedAndWhatWasHeardFitTogether() {
    view.heard(line(5));
    assertThat(view.fetched(lines(1, 2, 3, 4, 5), 5)).isZero();
    view.heard(line(4));
    view.heard(line(6));
    assertThat(shown).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void whatTheServerHasNoMoreIsCounted() {
    view.heard(line(1));
    view.heard(line(4));
    assertThat(view.fetched(lines(6, 7), 7)).isEqualTo(3);
    assertThat(shown).containsExactly(1L, 4L, 6L, 7L);
    assertThat(view.fetched(List.of(), 9)).isEqualTo(2);
    view.heard(line(10));
    assertThat(shown).endsWith(10L);
  }

  @Test
  void nothingNewIsNothingLost() {
    view.heard(line(1));
    assertThat(view.fetched(List.of(), 1)).isZero();
    assertThat(view.fetched(lines(1), 1)).isZero();
    assertThat(shown).containsExactly(1L);
  }
}
