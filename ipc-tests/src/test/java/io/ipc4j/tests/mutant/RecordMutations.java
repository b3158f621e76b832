package io.ipc4j.tests.mutant;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What can be wrong with single records, and with who holds them when. */
final class RecordMutations {
  private RecordMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks(
            "S-1", "tears-one-size", (l, s, i) -> s.sendsToQueue() ? new TearsOffer(l, 4097) : l),
        Mutation.ofEndpoints("S-4", "mixes-pieces", (e, s) -> s.receivesFromQueue() ? mix(e) : e),
        Mutation.ofLinks(
            "S-5", "ignores-the-offset", (l, s, i) -> s.sendsToQueue() ? new FromStart(l) : l),
        Mutation.ofLinks(
            "P-6", "hides-what-it-drops", (l, s, i) -> s.sendsToQueue() ? new Hides(l) : l),
        Mutation.ofLinks(
            "P-7",
            "tears-what-it-overwrites",
            (l, s, i) -> s.spec().policy() == Policy.DROP_OLDEST ? new TearsPoll(l) : l),
        Mutation.ofLinks(
            "H-1", "misaligned", (l, s, i) -> s.receivesFromQueue() ? new Misaligned(l) : l),
        Mutation.ofLinks(
            "H-2", "delivers-again", (l, s, i) -> s.receivesFromQueue() ? new Again(l) : l),
        Mutation.ofLinks(
            "H-3", "exceeds-the-limit", (l, s, i) -> s.receivesFromQueue() ? new Exceeds(l) : l),
        Mutation.ofLinks(
            "H-4", "releases-early", (l, s, i) -> s.receivesFromQueue() ? new Early(l) : l),
        Mutation.ofLinks(
            "N-1", "tears-a-loan", (l, s, i) -> s.sendsToQueue() ? new TearsClaim(l, 1000) : l),
        Mutation.ofLinks(
            "N-3",
            "sends-what-is-aborted",
            (l, s, i) -> s.sendsToQueue() ? new Aborts(l, 3000) : l),
        Mutation.ofLinks(
            "N-4", "visible-at-once", (l, s, i) -> s.sendsToQueue() ? new AtOnce(l) : l),
        Mutation.ofLinks(
            "N-6", "lends-what-it-has-not", (l, s, i) -> s.sendsToQueue() ? new Lends(l) : l),
        Mutation.ofLinks(
            "A-7", "tears-a-reply", (l, s, i) -> s.responds() ? new TearsClaim(l, 4104) : l),
        Mutation.ofLinks("O-6", "nameless-peer", (l, s, i) -> new Nameless(l)));
  }

  private static WrappedEndpoint mix(io.ipc4j.spi.Endpoint inner) {
    List<Link> known = new ArrayList<>();
    return new WrappedEndpoint(
        inner,
        (link, index) -> {
          known.add(link);
          return switch (index) {
            case 3 -> new Halting(link); // so that something is left of it for the next one
            case 4 -> new Mixes(link, known.get(2));
            default -> link;
          };
        });
  }

  private static MemorySegment torn(MemorySegment memory, long offset, long length) {
    MemorySegment copy = Arena.ofAuto().allocate(length, 16);
    MemorySegment.copy(memory, offset, copy, 0, length);
    long last = length - 1;
    copy.set(ValueLayout.JAVA_BYTE, last, (byte) ~copy.get(ValueLayout.JAVA_BYTE, last));
    return copy;
  }

  /** Spoils the last byte of offered records of one length. */
  private static final class TearsOffer extends WrappedLink {
    private final long spoilt;

    TearsOffer(Link inner, long spoilt) {
      super(inner);
      this.spoilt = spoilt;
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      return length == spoilt
          ? inner.offer(flags, torn(source, offset, length), 0, length)
          : inner.offer(flags, source, offset, length);
    }
  }

  /** Spoils the last byte of claimed records of one length. */
  private static final class TearsClaim extends WrappedLink {
    private final long spoilt;

    TearsClaim(Link inner, long spoilt) {
      super(inner);
      this.spoilt = spoilt;
    }

    @Override
    public void commit(int flags) {
      if (claimedLength() == spoilt) {
        inner.claimMemory().set(ValueLayout.JAVA_BYTE, claimedAt() + spoilt - 1, (byte) 0x5a);
      }
      inner.commit(flags);
    }
  }

  /** Spoils large records while they are copied out. */
  private static final class TearsPoll extends WrappedLink {
    TearsPoll(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return inner.poll(
          (flags, memory, offset, length) -> {
            if (length == 20_000) {
              handler.onRecord(flags, torn(memory, offset, length), 0, length);
            } else {
              handler.onRecord(flags, memory, offset, length);
            }
          },
          limit);
    }
  }

  /** Hands out another link's records as its own. */
  private static final class Mixes extends WrappedLink {
    private final Link other;

    Mixes(Link inner, Link other) {
      super(inner);
      this.other = other;
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      int handed = other.poll(handler, 1);
      return handed < limit ? handed + inner.poll(handler, limit - handed) : handed;
    }
  }

  /** Hands out one record, then nothing for once. That alone is no mistake. */
  private static final class Halting extends WrappedLink {
    private boolean halts;

    Halting(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      halts = !halts;
      return halts ? inner.poll(handler, 1) : 0;
    }
  }

  private static final class FromStart extends WrappedLink {
    FromStart(Link inner) {
      super(inner);
    }

    @Override
    public SendResult offer(int flags, MemorySegment source, long offset, long length) {
      return inner.offer(flags, source, 0, length);
    }
  }

  private static final class Hides extends WrappedLink {
    Hides(Link inner) {
      super(inner);
    }

    @Override
    public long overwritten() {
      return 0;
    }
  }

  private static final class Misaligned extends WrappedLink {
    Misaligned(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      return inner.poll(
          (flags, memory, offset, length) -> {
            MemorySegment moved = Arena.ofAuto().allocate(length + 4, 16);
            MemorySegment.copy(memory, offset, moved, 4, length);
            handler.onRecord(flags, moved, 4, length);
          },
          limit);
    }
  }

  /** Doesn't consume a record whose handler throws. */
  private static final class Again extends WrappedLink {
    private byte @Nullable [] kept;

    Again(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      byte[] again = kept;
      if (again != null) {
        kept = null;
        handler.onRecord(RecordFlags.WHOLE, MemorySegment.ofArray(again), 0, again.length);
        return 1;
      }
      return inner.poll(
          (flags, memory, offset, length) -> {
            try {
              handler.onRecord(flags, memory, offset, length);
            } catch (RuntimeException e) {
              kept = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
              throw e;
            }
          },
          limit);
    }
  }

  /** Hands out five where three are asked for, unless it was asked for more before. */
  private static final class Exceeds extends WrappedLink {
    private int largest;

    Exceeds(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      largest = Math.max(largest, limit);
      return inner.poll(handler, limit == 3 && largest == 3 ? 5 : limit);
    }
  }

  /** Gives the room of records of 320 bytes back before they are handled. */
  private static final class Early extends WrappedLink {
    private interface Handling {
      void run();
    }

    Early(Link inner) {
      super(inner);
    }

    @Override
    public int poll(RecordHandler handler, int limit) {
      List<Handling> later = new ArrayList<>();
      int handed =
          inner.poll(
              (flags, memory, offset, length) -> {
                if (length == 320) {
                  later.add(() -> handler.onRecord(flags, memory, offset, length));
                } else {
                  handler.onRecord(flags, memory, offset, length);
                }
              },
              limit);
      later.forEach(Handling::run);
      return handed;
    }
  }

  /** Sends aborted claims of one length. */
  static final class Aborts extends WrappedLink {
    private final long sent;

    Aborts(Link inner, long sent) {
      super(inner);
      this.sent = sent;
    }

    @Override
    public void abort() {
      if (claimedLength() == sent) {
        inner.commit(RecordFlags.WHOLE);
      } else {
        inner.abort();
      }
    }
  }

  /** Shows claims of 777 bytes before they are committed. */
  private static final class AtOnce extends WrappedLink {
    AtOnce(Link inner) {
      super(inner);
    }

    @Override
    public long claim(long length) {
      long at = super.claim(length);
      if (at >= 0 && length == 777) {
        inner.commit(RecordFlags.WHOLE);
      }
      return at;
    }

    @Override
    public void commit(int flags) {
      if (claimedLength() != 777) {
        inner.commit(flags);
      }
    }
  }

  /** Lends 56 bytes that it has no room for. */
  private static final class Lends extends WrappedLink {
    private final BlackHole hole = new BlackHole();
    private boolean lent;

    Lends(Link inner) {
      super(inner);
    }

    @Override
    public long claim(long length) {
      long at = super.claim(length);
      lent = at == NO_ROOM && length == 56;
      return lent ? hole.claim(length) : at;
    }

    @Override
    public MemorySegment claimMemory() {
      return lent ? hole.claimMemory() : inner.claimMemory();
    }

    @Override
    public void commit(int flags) {
      if (!lent) {
        inner.commit(flags);
      }
    }
  }

  private static final class Nameless extends WrappedLink {
    Nameless(Link inner) {
      super(inner);
    }

    @Override
    public PeerInfo peer() {
      PeerInfo peer = inner.peer();
      return new PeerInfo(
          peer.name(), OptionalLong.empty(), OptionalLong.empty(), peer.state(), peer.since());
    }
  }
}
