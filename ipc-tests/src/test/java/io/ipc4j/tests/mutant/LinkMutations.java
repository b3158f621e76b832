package io.ipc4j.tests.mutant;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.Transport;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** What can be wrong with links themselves, with endpoints, and with opening them. */
final class LinkMutations {
  private LinkMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks("K-1", "drops-a-flag", (l, s, i) -> s.isBare() ? new DropsFlag(l) : l),
        Mutation.ofLinks(
            "K-2", "refuses-the-longest", (l, s, i) -> s.isBare() ? new RefusesLongest(l) : l),
        Mutation.ofLinks(
            "K-3", "breaks-its-promise", (l, s, i) -> s.isBare() ? new Promises(l) : l),
        Mutation.ofLinks(
            "K-4",
            "sends-an-aborted-claim",
            (l, s, i) -> s.isBare() ? new RecordMutations.Aborts(l, 40) : l),
        Mutation.ofEndpoints(
            "K-5", "changes-unnoticed", (e, s) -> s.isBare() ? new Unnoticed(e) : e),
        Mutation.ofEndpoints("K-6", "sleeps-on", (e, s) -> s.isBare() ? new SleepsOn(e) : e),
        Mutation.ofEndpoints("K-7", "keeps-the-dead", (e, s) -> s.isBare() ? new Keeps(e) : e),
        Mutation.ofOpening("O-1", MutantTransport.ONE_NAMESPACE_FOR_CHANNELS, Mutation::openRight),
        Mutation.ofOpening(
            "O-2",
            "senders-can-not-listen",
            (right, side) -> astray(right, side, side.sendsToQueue() && side.listens())),
        Mutation.ofOpening(
            "O-3",
            "subscribers-can-not-listen",
            (right, side) -> astray(right, side, side.subscribes() && side.listens())),
        Mutation.ofEndpoints(
            "W-2", "interrupt-closes", (e, s) -> s.receivesFromQueue() ? new Fragile(e) : e),
        Mutation.ofEndpoints(
            "W-3", "holds-its-carrier", (e, s) -> s.receivesFromQueue() ? new HoldsCarrier(e) : e));
  }

  private static Endpoint astray(Transport right, Side side, boolean lost) {
    return Mutation.openRight(right, lost ? QueueMutations.elsewhere(side) : side);
  }

  /** Loses the fourth flag. */
  private static final class DropsFlag extends WrappedLink {
    DropsFlag(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      return inner.offer(flags & 7, source, offset, length);
    }
  }

  private static final class RefusesLongest extends WrappedLink {
    RefusesLongest(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      return length == inner.maxRecord()
          ? SendResult.BACK_PRESSURED
          : inner.offer(flags, source, offset, length);
    }
  }

  /** Says that there is room for 700 bytes, always. */
  private static final class Promises extends WrappedLink {
    Promises(Link inner) {
      super(inner);
    }

    @Override
    public boolean hasRoom(long length) {
      return length == 700 || inner.hasRoom(length);
    }
  }

  private static final class Unnoticed extends WrappedEndpoint {
    Unnoticed(Endpoint inner) {
      super(inner);
    }

    @Override
    public int generation() {
      return 1;
    }
  }

  /** Sleeps for as long as it may, whatever happens. */
  private static final class SleepsOn extends WrappedEndpoint {
    private final Gate gate = new Sleepy();

    SleepsOn(Endpoint inner) {
      super(inner);
    }

    @Override
    public Gate gate() {
      return gate;
    }

    private static final class Sleepy extends Gate {
      @Override
      public long prepare() {
        return 0;
      }

      @Override
      public boolean signalled(long token) {
        return false;
      }

      @Override
      public void await(long token, long nanos) {
        try {
          Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void cancel() {}

      @Override
      public void wake() {}
    }
  }

  private static final class Keeps extends WrappedEndpoint {
    Keeps(Endpoint inner) {
      super(inner);
    }

    @Override
    public void release(Link link) {
      // kept, so that it is looked at for ever
    }
  }

  /** Closes when its thread is interrupted, as channels of the JDK do. */
  private static final class Fragile extends WrappedEndpoint {
    Fragile(Endpoint inner) {
      super(inner);
    }

    @Override
    public void service() {
      if (Thread.currentThread().isInterrupted()) {
        inner.close();
      }
      inner.service();
    }
  }

  /** Waits for records on the carrier of a virtual thread. */
  private static final class HoldsCarrier extends WrappedEndpoint {
    private volatile boolean closed;

    HoldsCarrier(Endpoint inner) {
      super(inner);
    }

    @Override
    public void service() {
      while (Thread.currentThread().isVirtual()
          && !Thread.currentThread().isInterrupted()
          && !closed
          && links().stream().noneMatch(Link::hasUnread)) {
        Thread.onSpinWait();
      }
      inner.service();
    }

    @Override
    public void close(Duration linger) {
      closed = true;
      inner.close(linger);
    }
  }
}
