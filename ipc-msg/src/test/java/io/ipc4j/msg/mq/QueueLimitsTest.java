package io.ipc4j.msg.mq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.msg.posix.MessageQueue.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueLimitsTest {
  private static final QueueLimits USUAL = new QueueLimits(819_200, 10, 8192, 256);

  @Test
  void manyLinksFitBesideEachOtherWithinTheUsualLimits() {
    Shape first = USUAL.shapes().getFirst();
    assertThat(2 * 48 * QueueLimits.cost(first)).isLessThanOrEqualTo(USUAL.bytes());
    Shape last = USUAL.shapes().getLast();
    assertThat(2 * 128 * QueueLimits.cost(last)).isLessThanOrEqualTo(USUAL.bytes());
  }

  @Test
  void whatIsTriedGetsSmallerAndStaysWithinTheLimits() {
    for (long bytes : new long[] {1, 10_000, 819_200, 1 << 30, Long.MAX_VALUE}) {
      for (long messages : new long[] {1, 2, 10, 65_536}) {
        List<Shape> shapes = new QueueLimits(bytes, messages, 8192, 256).shapes();
        assertThat(shapes).isNotEmpty();
        assertThat(shapes).allMatch(shape -> shape.messages() <= messages);
        assertThat(shapes).allMatch(shape -> shape.bytes() <= 8192);
        assertThat(shapes).allMatch(QueueLimits::holdsHello);
        assertThat(shapes.stream().map(QueueLimits::cost).toList())
            .isSortedAccordingTo((a, b) -> Long.compare(b, a));
      }
    }
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(USUAL.asked(5, 1000)).isEqualTo(new Shape(5, 1000));
    assertThat(USUAL.asked(0, 1000)).isEqualTo(new Shape(10, 1000));
    assertThat(USUAL.asked(4, 0).messages()).isEqualTo(4);
  }

  @Test
  void theLimitOfTheProcessIsFound() {
    assertThat(
            QueueLimits.bytes(
                List.of(
                    "Max pending signals       1 1 signals",
                    "Max msgqueue size         819200               1000000              bytes")))
        .isEqualTo(819_200);
    assertThat(QueueLimits.bytes(List.of("Max msgqueue size         unlimited  unlimited  bytes")))
        .isEqualTo(Long.MAX_VALUE);
  }
}
