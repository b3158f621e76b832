package io.ipc4j.tests.mutant;

import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What can be wrong with queues. */
final class QueueMutations {
  /** After so many messages that only the rule about long streams sees it. */
  private static final int LATE = 1500;

  private QueueMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks("Q-1", "reorders", (l, s, i) -> s.blocksOnQueue() ? new Reorders(l) : l),
        Mutation.ofLinks("Q-1", "loses-one", (l, s, i) -> s.blocksOnQueue() ? new LosesOne(l) : l),
        Mutation.ofLinks(
            "Q-1", "sends-one-twice", (l, s, i) -> s.blocksOnQueue() ? new SendsTwice(l) : l),
        Mutation.ofLinks(
            "Q-2",
            "starves-one-of-many",
            (l, s, i) -> s.receivesFromQueue() && i == 15 ? new Starved(l) : l),
        Mutation.ofEndpoints(
            "Q-3", "who-comes-first-is-not-found", (e, s) -> s.sendsToQueue() ? first(e, s) : e),
        Mutation.ofEndpoints(
            "Q-4", "forgets-to-reconnect", (e, s) -> s.sendsToQueue() ? new Forgetful(e, 1) : e),
        Mutation.ofEndpoints(
            "Q-5", "deaf-to-later", (e, s) -> s.receivesFromQueue() ? new Forgetful(e, 2) : e),
        Mutation.ofOpening(
            "Q-6", "second-receiver-accepted", (right, side) -> lenient(right, side, Role.READER)),
        Mutation.ofEndpoints(
            "Q-7",
            "sent-without-receiver",
            // With a pool O-7 would find it too.
            (e, s) -> s.blocksOnQueue() && s.spec().pool() == 0 ? new BlackHole.Endpoint(e) : e),
        Mutation.ofLinks(
            "Q-8", "keeps-what-it-refused", (l, s, i) -> s.blocksOnQueue() ? new Keeps(l) : l),
        Mutation.ofLinks(
            "Q-9", "waits-for-room", (l, s, i) -> s.blocksOnQueue() ? new Waits(l) : l),
        Mutation.ofLinks(
            "P-1", "never-again", (l, s, i) -> s.blocksOnQueue() ? new NeverAgain(l) : l),
        Mutation.ofLinks("P-4", "no-gap", (l, s, i) -> s.sendsToQueue() ? new NoGap(l, 2) : l),
        Mutation.ofLinks(
            "P-5", "no-gap-of-one", (l, s, i) -> s.sendsToQueue() ? new NoGap(l, 1) : l),
        Mutation.ofLinks(
            "L-6", "never-in-doubt", (l, s, i) -> s.sendsToQueue() ? new NeverInDoubt(l) : l),
        Mutation.ofLinks(
            "L-4", "swallows-at-close", (l, s, i) -> s.receivesFromQueue() ? new Swallows(l) : l),
        Mutation.ofLinks(
            "L-5", "never-ends", (l, s, i) -> s.receivesFromQueue() ? new NeverEnds(l) : l),
        Mutation.ofOpening(
            "O-4",
            "agrees-to-all-sizes",
            (right, side) ->
                side.sendsToQueue() || side.receivesFromQueue()
                    ? Mutation.openRight(right, sized(side))
                    : Mutation.openRight(right, side)));
  }

  private static Side sized(Side side) {
    ChannelSpec same = side.spec().withMaxMessageSize(1 << 20);
    return new Side(same, side.role(), side.listens());
  }

  private static Endpoint first(Endpoint endpoint, Side side) {
    return !side.listens() && endpoint.links().isEmpty() ? new Lonely(endpoint) : endpoint;
  }

  /** Opens an end that is refused elsewhere, without anybody to talk to. */
  static Endpoint lenient(Transport right, Side side, Role role) {
    try {
      return Mutation.openRight(right, side);
    } catch (IpcUsageException e) {
      if (side.role() == role && e.is(ErrorIds.RECEIVER_EXISTS)) {
        return Mutation.openRight(right, elsewhere(side));
      }
      throw e;
    }
  }

  /** Opens an end that doesn't agree, without anybody to talk to. */
  static Endpoint agreeable(Transport right, Side side) {
    try {
      return Mutation.openRight(right, side);
    } catch (IpcConfigException e) {
      if (side.requests() && e.is(ErrorIds.AGREEMENT_MISMATCH)) {
        return Mutation.openRight(right, elsewhere(side));
      }
      throw e;
    }
  }

  /** The same end of a channel that nobody else has. */
  static Side elsewhere(Side side) {
    ChannelSpec spec = side.spec();
    ChannelSpec renamed =
        new ChannelSpec(
            spec.name() + "-" + System.nanoTime(),
            spec.pattern(),
            spec.fixedSize(),
            spec.maxMessageSize(),
            spec.capacity(),
            spec.policy(),
            spec.waitMode(),
            spec.spin(),
            spec.bind(),
            spec.receivers(),
            spec.delivery(),
            spec.history(),
            spec.checksum(),
            spec.pool(),
            spec.address());
    return new Side(renamed, side.role(), side.listens());
  }

  /** Holds one record back until the next is sent. */
  private static final class Reorders extends WrappedLink {
    private int count;
    private byte[] held = {};

    Reorders(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      if (count == LATE) {
        count++;
        held = source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return SendResult.SENT;
      }
      SendResult result = inner.offer(flags, source, offset, length);
      count += result == SendResult.SENT ? 1 : 0;
      if (held.length > 0
          && result == SendResult.SENT
          && inner.offer(flags, MemorySegment.ofArray(held), 0, held.length) == SendResult.SENT) {
        held = new byte[0];
      }
      return result;
    }
  }

  private static final class LosesOne extends WrappedLink {
    private int count;

    LosesOne(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      if (count == LATE) {
        count++;
        return SendResult.SENT;
      }
      SendResult result = inner.offer(flags, source, offset, length);
      count += result == SendResult.SENT ? 1 : 0;
      return result;
    }
  }

  private static final class SendsTwice extends WrappedLink {
    private int count;
    private boolean done;

    SendsTwice(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      SendResult result = inner.offer(flags, source, offset, length);
      count += result == SendResult.SENT ? 1 : 0;
      if (count >= LATE && !done && result == SendResult.SENT) {
        done = inner.offer(flags, source, offset, length) == SendResult.SENT;
      }
      return result;
    }
  }

  /** Drops what one of many senders sent third. */
  private static final class Starved extends WrappedLink {
    private int count;

    Starved(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return inner.poll(
          (flags, memory, offset, length) -> {
            count++;
            if (count != 3) {
              handler.onRecord(flags, memory, offset, length);
            }
          },
          limit);
    }
  }

  /** Never finds anybody. */
  private static final class Lonely extends WrappedEndpoint {
    Lonely(Endpoint inner) {
      super(inner);
    }

    @Override
    public List<Link> links() {
      return List.of();
    }
  }

  /** Takes a refused message of 200 bytes all the same, later. */
  private static final class Keeps extends WrappedLink {
    private final Deque<byte[]> kept = new ArrayDeque<>();

    Keeps(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      byte[] before = kept.peek();
      if (before != null
          && inner.offer(flags, MemorySegment.ofArray(before), 0, before.length)
              == SendResult.SENT) {
        kept.remove();
      }
      SendResult result = inner.offer(flags, source, offset, length);
      if (result == SendResult.BACK_PRESSURED && length == 200 && kept.isEmpty()) {
        kept.add(source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
      }
      return result;
    }
  }

  /** Doesn't return before a message of 1000 bytes has room. */
  private static final class Waits extends WrappedLink {
    Waits(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      SendResult result = inner.offer(flags, source, offset, length);
      while (result == SendResult.BACK_PRESSURED
          && length == 1000
          && !Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
        result = inner.offer(flags, source, offset, length);
      }
      return result;
    }
  }

  /** Has no room any more, once it had none for 104 bytes. */
  private static final class NeverAgain extends WrappedLink {
    private boolean full;

    NeverAgain(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      SendResult result =
          full ? SendResult.BACK_PRESSURED : inner.offer(flags, source, offset, length);
      full = full || (length == 104 && result == SendResult.BACK_PRESSURED);
      return result;
    }

    @Override
    public boolean hasRoom(long length) {
      return !full && inner.hasRoom(length);
    }
  }

  /** Forgets to tell of losses: of one message, or of more. */
  private static final class NoGap extends WrappedLink {
    private final int losses;

    NoGap(Link inner, int losses) {
      super(inner);
      this.losses = losses;
    }

    @Override
    public void commit(int flags) {
      if (flags == RecordFlags.GAP) {
        long lost = inner.claimMemory().get(RecordFlags.COUNT_LAYOUT, claimedAt());
        if (losses == 1 ? lost == 1 : lost > 1) {
          inner.abort();
          return;
        }
      }
      inner.commit(flags);
    }
  }

  private static final class NeverInDoubt extends WrappedLink {
    NeverInDoubt(Link inner) {
      super(inner);
    }

    @Override
    public long inDoubt() {
      return 0;
    }
  }

  /** Hands out nothing any more once its writer has closed. */
  private static final class Swallows extends WrappedLink {
    Swallows(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return isInnerUp() ? inner.poll(handler, limit) : 0;
    }

    @Override
    public boolean hasUnread() {
      return isInnerUp() && inner.hasUnread();
    }
  }

  private static final class NeverEnds extends WrappedLink {
    NeverEnds(Link inner) {
      super(inner);
    }

    @Override
    public State state() {
      return State.UP;
    }
  }
}
