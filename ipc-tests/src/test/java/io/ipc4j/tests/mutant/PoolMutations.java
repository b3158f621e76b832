package io.ipc4j.tests.mutant;

import io.ipc4j.spi.Link;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What can be wrong with memory that is set aside for large loans. */
final class PoolMutations {
  private PoolMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofLinks(
            "N-7", "lends-what-is-unread", (l, s, i) -> s.sendsToQueue() ? new Overlaps(l) : l),
        Mutation.ofLinks(
            "N-8", "keeps-what-is-given-up", (l, s, i) -> s.sendsToQueue() ? new Leaks(l) : l));
  }

  /** Writes into the last claim of 60000 bytes when there is another one. */
  private static final class Overlaps extends WrappedLink {
    private long before = -1;

    Overlaps(Link inner) {
      super(inner);
    }

    @Override
    public void commit(int flags) {
      if (claimedLength() == 60_000) {
        if (before >= 0) {
          inner.claimMemory().set(ValueLayout.JAVA_BYTE, before + 30_000, (byte) 0x5a);
        }
        before = claimedAt();
      }
      inner.commit(flags);
    }
  }

  /** Has no room for 200000 bytes any more once such a claim was given up. */
  private static final class Leaks extends WrappedLink {
    private boolean leaked;

    Leaks(Link inner) {
      super(inner);
    }

    @Override
    public long claim(long length) {
      return leaked && length == 200_000 ? NO_ROOM : super.claim(length);
    }

    @Override
    public void abort() {
      leaked |= claimedLength() == 200_000;
      inner.abort();
    }
  }
}
