package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoomViewTest {
  private final List<Long> shown = new ArrayList<>();
  private final List<Long> missed = new ArrayList<>();
  private final RoomView view = new RoomView(line -> shown.add(line.number()), missed::add, 0);

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
    view.fetched(lines(1, 2, 3, 4, 5), 5);
    view.heard(line(4));
    view.heard(line(6));
    assertThat(shown).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(missed).isEmpty();
  }

  @Test
  void whatTheServerHasNoMoreIsCounted() {
    view.heard(line(1));
    view.heard(line(4));
    view.fetched(lines(6, 7), 7);
    assertThat(missed).containsExactly(3L);
    assertThat(shown).containsExactly(1L, 4L, 6L, 7L);
    view.fetched(List.of(), 9);
    assertThat(missed).containsExactly(3L, 2L);
    view.heard(line(10));
    assertThat(shown).endsWith(10L);
  }

  @Test
  void nothingNewIsNothingLost() {
    view.heard(line(1));
    view.fetched(List.of(), 1);
    view.fetched(lines(1), 1);
    assertThat(missed).isEmpty();
    assertThat(shown).containsExactly(1L);
  }
}
