package io.ipc4j.tests.mutant;

import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import io.ipc4j.spi.Role;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What can be wrong with publishing and with requests. */
final class PatternMutations {
  private PatternMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks(
            "B-1",
            "eighth-misses-one",
            (l, s, i) -> s.publishes() && i == 8 ? new Misses(l, 3) : l),
        Mutation.ofEndpoints(
            "B-2",
            "sent-without-subscriber",
            (e, s) -> s.publishes() ? new BlackHole.Endpoint(e) : e),
        Mutation.ofEndpoints("B-3", "replays", (e, s) -> s.publishes() ? Replays.over(e) : e),
        Mutation.ofLinks(
            "B-4",
            "pretends-room",
            (l, s, i) -> s.publishes() && s.spec().policy() == Policy.BLOCK ? new Pretends(l) : l),
        Mutation.ofLinks(
            "B-5", "second-hears-no-gap", (l, s, i) -> s.publishes() && i == 2 ? new Mute(l) : l),
        Mutation.ofLinks(
            "B-6",
            "overrun-is-not-told",
            (l, s, i) ->
                s.subscribes() && s.spec().policy() == Policy.DROP_OLDEST ? new Deaf(l) : l),
        Mutation.ofEndpoints(
            "B-7", "one-publisher-only", (e, s) -> s.subscribes() ? new FirstOnly(e) : e),
        Mutation.ofLinks(
            "B-8", "clings-to-subscriber", (l, s, i) -> s.publishes() ? new Clings(l) : l),
        Mutation.ofLinks(
            "B-10",
            "forgets-the-latest-but-one",
            (l, s, i) -> s.publishes() && s.spec().history() == 3 ? new Misses(l, 2) : l),
        Mutation.ofLinks(
            "B-11",
            "loses-what-follows",
            (l, s, i) -> s.publishes() && s.spec().history() == 2 ? new Misses(l, 4) : l),
        Mutation.ofLinks("A-1", "loses-a-reply", (l, s, i) -> s.responds() ? new LosesReply(l) : l),
        Mutation.ofEndpoints(
            "A-2", "replies-to-another", (e, s) -> s.responds() ? Confused.over(e) : e),
        Mutation.ofLinks("A-3", "talks-to-the-gone", (l, s, i) -> s.responds() ? new Talks(l) : l),
        Mutation.ofLinks("A-4", "waits-for-the-gone", (l, s, i) -> s.requests() ? new Hopes(l) : l),
        Mutation.ofEndpoints(
            "A-5", "one-responder-only", (e, s) -> s.requests() ? new Forgetful(e, 1) : e),
        Mutation.ofOpening(
            "A-9",
            "second-responder-accepted",
            (right, side) -> QueueMutations.lenient(right, side, Role.RESPONDER)),
        Mutation.ofOpening("O-5", "agrees-to-all-patterns", QueueMutations::agreeable));
  }

  /** Loses one of what is published. */
  private static final class Misses extends WrappedLink {
    private final int which;
    private int count;

    Misses(Link inner, int which) {
      super(inner);
      this.which = which;
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      count++;
      return count == which ? SendResult.SENT : inner.offer(flags, source, offset, length);
    }
  }

  /** Sends the last message again to whoever joins. */
  private static final class Replays extends WrappedLink {
    private static final class Last {
      private byte[] message = {};
    }

    private final Last last;

    private Replays(Link inner, Last last) {
      super(inner);
      this.last = last;
    }

    static Endpoint over(Endpoint inner) {
      Last last = new Last();
      return new WrappedEndpoint(
          inner,
          (link, index) -> {
            if (last.message.length > 0) {
              MemorySegment again = MemorySegment.ofArray(last.message);
              link.offer(RecordFlags.WHOLE, again, 0, again.byteSize());
            }
            return new Replays(link, last);
          });
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      last.message = source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      return inner.offer(flags, source, offset, length);
    }
  }

  /** Says that there is room for 80 bytes, always. */
  private static final class Pretends extends WrappedLink {
    Pretends(Link inner) {
      super(inner);
    }

    @Override
    public boolean hasRoom(long length) {
      return length == 80 || inner.hasRoom(length);
    }
  }

  /** Doesn't pass gaps on. */
  private static final class Mute extends WrappedLink {
    Mute(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      return flags == RecordFlags.GAP
          ? SendResult.SENT
          : inner.offer(flags, source, offset, length);
    }
  }

  /** Doesn't hand gaps out. */
  private static final class Deaf extends WrappedLink {
    Deaf(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return inner.poll(
          (flags, memory, offset, length) -> {
            if (flags != RecordFlags.GAP) {
              handler.onRecord(flags, memory, offset, length);
            }
          },
          limit);
    }
  }

  private static final class FirstOnly extends WrappedEndpoint {
    FirstOnly(Endpoint inner) {
      super(inner);
    }

    @Override
    public synchronized List<Link> links() {
      List<Link> links = super.links();
      return links.isEmpty() ? links : links.subList(0, 1);
    }
  }

  /** Waits for room at a subscriber that is gone. */
  private static final class Clings extends WrappedLink {
    Clings(Link inner) {
      super(inner);
    }

    @Override
    public State state() {
      return State.UP;
    }

    @Override
    public boolean hasRoom(long length) {
      return isInnerUp() && inner.hasRoom(length);
    }
  }

  /** Loses the sixtieth reply. */
  private static final class LosesReply extends WrappedLink {
    private int count;

    LosesReply(Link inner) {
      super(inner);
    }

    @Override
    public void commit(int flags) {
      count++;
      if (count == 60) {
        inner.abort();
      } else {
        inner.commit(flags);
      }
    }
  }

  /** Sends the replies of the fourth requester to the third. */
  private static final class Confused extends WrappedLink {
    private static final class Third {
      private Link link = new BlackHole();
    }

    private final Link victim;

    private Confused(Link inner, Link victim) {
      super(inner);
      this.victim = victim;
    }

    static Endpoint over(Endpoint inner) {
      Third third = new Third();
      return new WrappedEndpoint(
          inner,
          (link, index) -> {
            if (index == 3) {
              third.link = link;
            }
            return index == 4 ? new Confused(link, third.link) : link;
          });
    }

    @Override
    public long claim(long length) {
      return victim.claim(length);
    }

    @Override
    public MemorySegment claimMemory() {
      return victim.claimMemory();
    }

    @Override
    public void commit(int flags) {
      victim.commit(flags);
    }
  }

  /** Takes replies for a requester that is gone. */
  private static final class Talks extends WrappedLink {
    private final BlackHole hole = new BlackHole();

    Talks(Link inner) {
      super(inner);
    }

    private Link target() {
      return isInnerUp() ? inner : hole;
    }

    @Override
    public State state() {
      return State.UP;
    }

    @Override
    public long claim(long length) {
      return target().claim(length);
    }

    @Override
    public MemorySegment claimMemory() {
      return target().claimMemory();
    }

    @Override
    public void commit(int flags) {
      target().commit(flags);
    }
  }

  /** Doesn't see the end of a responder that has never replied. */
  private static final class Hopes extends WrappedLink {
    private boolean heard;

    Hopes(Link inner) {
      super(inner);
    }

    @Override
    public State state() {
      return heard ? inner.state() : State.UP;
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      int handed = inner.poll(handler, limit);
      heard = heard || handed > 0;
      return handed;
    }
  }
}
