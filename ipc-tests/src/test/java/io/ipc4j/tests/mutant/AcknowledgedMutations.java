package io.ipc4j.tests.mutant;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a transport can do wrong with queues whose receivers acknowledge. */
final class AcknowledgedMutations {
  /** The third sender that a receiver meets: only one rule has so many. */
  private static final int THIRD = 3;

  private AcknowledgedMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks(
            "C-1",
            "gives-one-to-two",
            (l, s, i) -> s.competesForMessages() && i == THIRD ? new HandsTwice(l) : l),
        Mutation.ofLinks(
            "C-3",
            "forgets-the-last-words-of-who-leaves",
            (l, s, i) -> s.sendsToMany() ? new Forgets(l) : l),
        Mutation.ofEndpoints(
            "C-4", "deaf-while-busy", (e, s) -> s.sendsToMany() ? new DeafWhileBusy(e) : e),
        Mutation.ofLinks(
            "C-5", "tears-the-middle", (l, s, i) -> s.sendsToMany() ? new TearsMiddle(l) : l),
        Mutation.ofLinks(
            "D-1",
            "acknowledges-nothing-at-the-end",
            (l, s, i) -> s.sendsAcknowledged() ? new Forgets(l) : l),
        Mutation.ofLinks(
            "D-2",
            "tears-a-piece-of-what-is-acknowledged",
            (l, s, i) -> s.sendsAcknowledged() ? new TearsMiddle(l) : l));
  }

  /** Hands out its fifth message twice. */
  private static final class HandsTwice extends WrappedLink {
    private int whole;

    HandsTwice(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return super.poll(
          (flags, memory, offset, length) -> {
            handler.onRecord(flags, memory, offset, length);
            if (flags == RecordFlags.WHOLE && ++whole == 5) {
              handler.onRecord(flags, memory, offset, length);
            }
          },
          limit);
    }
  }

  /** Loses what had arrived when the other end has gone; looks rarely, so that there is some. */
  private static final class Forgets extends WrappedLink {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private long next = System.nanoTime() + PAUSE;

    Forgets(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      if (!looks()) {
        return 0;
      }
      next = System.nanoTime() + PAUSE;
      return super.poll(handler, limit);
    }

    @Override
    public boolean hasUnread() {
      return looks() && super.hasUnread();
    }

    private boolean looks() {
      return isInnerUp() && System.nanoTime() - next >= 0;
    }
  }

  /** Takes no notice of new links once so much was sent. */
  private static final class DeafWhileBusy extends WrappedEndpoint {
    private static final int MUCH = 40;

    private final AtomicInteger sent;
    private List<Link> noticed = List.of();

    DeafWhileBusy(Endpoint inner) {
      this(inner, new AtomicInteger());
    }

    private DeafWhileBusy(Endpoint inner, AtomicInteger sent) {
      super(inner, (link, index) -> new Counts(link, sent));
      this.sent = sent;
    }

    @Override
    public synchronized List<Link> links() {
      List<Link> links = super.links();
      if (sent.get() < MUCH) {
        noticed = links;
      }
      return links.stream().filter(noticed::contains).toList();
    }
  }

  private static final class Counts extends WrappedLink {
    private final AtomicInteger sent;

    Counts(Link inner, AtomicInteger sent) {
      super(inner);
      this.sent = sent;
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      SendResult result = super.offer(flags, source, offset, length);
      sent.addAndGet(result == SendResult.SENT ? 1 : 0);
      return result;
    }
  }

  /** Changes a byte of every piece in the middle of a long message. */
  private static final class TearsMiddle extends WrappedLink {
    TearsMiddle(Link inner) {
      super(inner);
    }

    @Override
    public void commit(int flags) {
      if (flags == RecordFlags.MIDDLE) {
        byte right = claimMemory().get(ValueLayout.JAVA_BYTE, claimedAt());
        claimMemory().set(ValueLayout.JAVA_BYTE, claimedAt(), (byte) (right + 1));
      }
      super.commit(flags);
    }
  }
}
