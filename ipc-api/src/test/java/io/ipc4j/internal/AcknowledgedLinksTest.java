package io.ipc4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.internal.QueuedLink.Words;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.RecordFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both ends of acknowledged links, each with a test as its peer. */
final class AcknowledgedLinksTest {
  private final List<Link> links = new ArrayList<>();
  private final AcknowledgingEndpoint endpoint = new AcknowledgingEndpoint(new Ends());
  private final List<Long> handled = new ArrayList<>();
  private int changes;
  private boolean redelivered;

  /** An endpoint of the links that the test makes. */
  private final class Ends implements Endpoint {
    private final LocalGate gate = new LocalGate();

    @Override
    public void service() {}

    @Override
    public int generation() {
      return links.size() + changes;
    }

    @Override
    public List<Link> links() {
      return List.copyOf(links);
    }

    @Override
    public void release(Link link) {
      links.remove(link);
    }

    @Override
    public Gate gate() {
      return gate;
    }

    @Override
    public void close(Duration linger) {}
  }

  private QueuedLink arriving(Words... records) {
    QueuedLink link = new QueuedLink();
    link.arriving.addAll(List.of(records));
    links.add(link);
    return link;
  }

  private void pollAll() {
    endpoint.onRedelivered(mayBe -> redelivered = mayBe);
    for (Link link : endpoint.links()) {
      link.poll(
          (flags, memory, offset, length) -> {
            long number = memory.get(RecordFlags.COUNT_LAYOUT, offset);
            handled.add(flags == RecordFlags.GAP ? -number : redelivered ? 1000 + number : number);
          },
          100);
    }
  }

  private static Words message(long number) {
    return Words.of(RecordFlags.WHOLE, number);
  }

  private static Words resume(long sender, long next) {
    return Words.of(RecordFlags.NOTE, Notes.RESUME, sender, 7L, next);
  }

  private static Words mark(long gap, long again) {
    return Words.of(RecordFlags.NOTE, Notes.MARK, gap, again);
  }

  private static Words ack(long count) {
    return Words.of(RecordFlags.NOTE, Notes.ACK, count);
  }

  @Test
  void whatWasHandledOverALostLinkIsDroppedAndAcknowledged() {
    QueuedLink lost = arriving(resume(5, 1), message(1), message(2), message(3));
    pollAll();
    lost.state = Link.State.LOST;
    QueuedLink next = arriving(resume(5, 2), mark(0, 1), message(2), mark(0, 1), message(3));
    next.arriving.add(mark(0, 1));
    next.arriving.add(message(4));
    next.arriving.add(message(5));
    pollAll();
    assertThat(handled).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(next.written).containsExactly(ack(1), ack(2), ack(3), ack(4));
  }

  @Test
  void aNewReceiverIsToldWhatMayHaveBeenHandledAndWhatWasLost() {
    arriving(resume(5, 8), mark(2, 1), message(8), message(9), mark(3, 0), mark(0, 0), message(10));
    pollAll();
    assertThat(handled).as("gaps negative, flagged from 1000").containsExactly(-2L, 1008L, 9L, 10L);
  }

  @Test
  void aSenderThatHasClosedIsForgotten() {
    QueuedLink closed = arriving(resume(5, 1), message(1));
    pollAll();
    closed.state = Link.State.CLOSED;
    endpoint.release(endpoint.links().getFirst());
    arriving(resume(5, 1), message(1));
    pollAll();
    assertThat(handled).containsExactly(1L, 1L);
  }

  @Test
  void aMessageIsAcknowledgedAlsoIfItsHandlerThrows() {
    QueuedLink link = arriving(message(1), message(2));
    Link polled = endpoint.links().getFirst();
    assertThatThrownBy(() ->
            polled.poll(
                (flags, memory, offset, length) -> {
                  assertThat(link.written).isEmpty();
                  throw new UnsupportedOperationException("no");
                },
                1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(link.written).containsExactly(ack(1));
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "9", "-1"})
  void aNoteThatNoSenderWritesIsCorrupt(long kind) {
    arriving(Words.of(RecordFlags.NOTE, kind, 1L));
    assertThatThrownBy(this::pollAll)
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("a note of kind " + kind);
  }

  @ParameterizedTest
  @CsvSource({"3", "-1", "9223372036854775807"})
  void anAcknowledgementOfWhatWasNotSentEndsTheShare(long count) {
    List<Kept> acknowledged = new ArrayList<>();
    QueuedLink link = new QueuedLink();
    Share share =
        new Share(link, new Share.Terms(8, 4096, false, 0, 0), kept -> acknowledged.add(kept));
    KeptPool pool = new KeptPool(4096);
    assertThat(share.send(pool.take(8))).isEqualTo(SendResult.SENT);
    assertThat(share.send(pool.take(8))).isEqualTo(SendResult.SENT);
    link.arriving.add(ack(1));
    assertThat(share.settle()).isTrue();
    link.arriving.add(ack(count));
    assertThatThrownBy(share::settle).isInstanceOf(IpcCorruptException.class);
    assertThat(share.hasCredit(8)).isFalse();
    List<Kept> back = new ArrayList<>();
    share.giveBack(back::add);
    assertThat(acknowledged).hasSize(1);
    assertThat(back).hasSize(1);
  }

  /** The end of a link may be known before its last records are there: they are streams apart. */
  @Test
  void whatIsAcknowledgedAfterTheEndOfALinkIsNotSentAgain() {
    QueuedLink leaving = arriving();
    Shares shares = new Shares(new Ends(), competing(), 8);
    shares.look();
    for (int i = 0; i < 3; i++) {
      assertThat(shares.offer(shares.lend(8))).isEqualTo(SendResult.SENT);
    }
    leaving.mayGetMore = true;
    leaving.state = Link.State.CLOSED;
    changes++;
    QueuedLink next = arriving();
    shares.look();
    shares.sendWaiting();
    assertThat(links).containsExactly(leaving, next);
    assertThat(next.written).isEmpty();
    leaving.arriving.add(ack(2));
    leaving.mayGetMore = false;
    shares.look();
    shares.sendWaiting();
    assertThat(links).containsExactly(next);
    assertThat(next.written).hasSize(2);
    assertThat(next.written.getFirst()).isEqualTo(mark(0, 1));
    assertThat(shares.redelivered()).isEqualTo(1);
  }

  private static ChannelSpec competing() {
    return new ChannelSpec(
        "c",
        Pattern.QUEUE,
        OptionalLong.empty(),
        1024,
        4096,
        Policy.BLOCK,
        WaitMode.BLOCK,
        Duration.ZERO,
        Bind.AUTO,
        Receivers.COMPETING,
        Delivery.ACKNOWLEDGED,
        0,
        ChecksumKind.NONE,
        0,
        Optional.empty());
  }

  @Test
  void memoryOfKeptMessagesIsUsedAgain() {
    KeptPool pool = new KeptPool(8 << 20);
    for (long length : new long[] {0, 1, 64, 65, 4096, 1 << 20, (1 << 20) + 1, 3 << 20}) {
      Kept first = pool.take(length);
      assertThat(first.memory.byteSize()).isGreaterThanOrEqualTo(length);
      pool.give(first);
      Kept second = pool.take(length);
      assertThat(second).as("of %d bytes", length).isSameAs(first);
      assertThat(second.length).isEqualTo(length);
    }
    Kept beyond = pool.take(9 << 20);
    pool.give(beyond);
    assertThat(pool.take(9 << 20)).isNotSameAs(beyond);
  }
}
