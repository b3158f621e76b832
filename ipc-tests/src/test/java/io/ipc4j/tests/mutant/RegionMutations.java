package io.ipc4j.tests.mutant;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.region.RegionLock;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be wrong with regions and their locks. */
final class RegionMutations {
  private RegionMutations() {}

  static List<Mutation> all() {
    return List.of(
        Mutation.ofRegions("R-1", "attaches-a-copy", AttachesCopy::new),
        Mutation.ofRegions("R-2", "not-zero", NotZero::new),
        Mutation.ofRegions("R-3", "creates-what-exists", CreatesAgain::new),
        Mutation.ofRegions("R-4", "does-not-remove", KeepsName::new),
        Mutation.ofRegions("R-5", "lists-unsorted", Unsorted::new),
        Mutation.ofRegions("R-6", "read-only-writes", Writable::new),
        Mutation.ofRegions("R-9", "refuses-the-large", RefusesLarge::new),
        Mutation.ofRegions("R-10", "all-create", AllCreate::new),
        Mutation.ofRegions(
            "R-12", MutantTransport.ONE_NAMESPACE_FOR_REGIONS, UnaryOperator.identity()),
        locks("R-20", "all-hold", (name, lock) -> name.equals("sum") ? new ForAll(lock) : lock),
        locks("R-21", "holder-unnamed", (name, lock) -> new Unnamed(lock)),
        locks("R-22", "death-untold-to-who-waits", (name, lock) -> new DeniesWaiting(lock)),
        locks("R-23", "death-untold-to-who-tries", (name, lock) -> new DeniesTrying(lock)),
        locks("R-24", "deaf-to-interrupts", (name, lock) -> new DeafLock(lock)),
        Mutation.ofRegions("R-30", "guard-undeclared", mapping(Undeclared::new)));
  }

  private static Mutation locks(
      String rule, String what, BiFunction<String, RegionLock, RegionLock> change) {
    return Mutation.ofRegions(
        rule,
        what,
        mapping(region ->
            new WrappedRegion(region) {
              @Override
              public RegionLock lock(String name) {
                return change.apply(name, inner.lock(name));
              }
            }));
  }

  /** Changes each mapping. */
  static UnaryOperator<RegionStore> mapping(UnaryOperator<AbstractRegion> change) {
    return store -> new WrappedRegions(store, change);
  }

  /** Attaches to memory of its own where a region has 100000 bytes. */
  private static final class AttachesCopy extends WrappedRegions {
    AttachesCopy(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
      AbstractRegion region = inner.attach(spec, mode);
      return region.size() == 100_000
          ? new WrappedRegion(
              MutantProvider.NAME, region, Arena.ofAuto().allocate(region.size(), 64))
          : region;
    }
  }

  private static final class NotZero extends WrappedRegions {
    NotZero(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion create(RegionSpec spec, long size) {
      AbstractRegion region = inner.create(spec, size);
      if (size == 4097) {
        region.memory().set(ValueLayout.JAVA_BYTE, 4096, (byte) 1);
      }
      return region;
    }
  }

  private static final class CreatesAgain extends WrappedRegions {
    CreatesAgain(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion create(RegionSpec spec, long size) {
      try {
        return inner.create(spec, size);
      } catch (IpcResourceException e) {
        return inner.attach(spec, AccessMode.READ_WRITE);
      }
    }
  }

  private static final class KeepsName extends WrappedRegions {
    KeepsName(RegionStore inner) {
      super(inner);
    }

    @Override
    public boolean remove(String name) {
      return name.equals("data") || inner.remove(name);
    }
  }

  private static final class Unsorted extends WrappedRegions {
    Unsorted(RegionStore inner) {
      super(inner);
    }

    @Override
    public List<RegionInfo> list() {
      return inner.list().reversed();
    }
  }

  private static final class Writable extends WrappedRegions {
    Writable(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
      return inner.attach(spec, AccessMode.READ_WRITE);
    }
  }

  private static final class RefusesLarge extends WrappedRegions {
    RefusesLarge(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion create(RegionSpec spec, long size) {
      if (size >= 1 << 23) {
        throw new IpcResourceException(ErrorIds.NO_SPACE, "region=" + spec.name() + ": too large");
      }
      return inner.create(spec, size);
    }
  }

  /** Gives each racer a region of its own. */
  private static final class AllCreate extends WrappedRegions {
    AllCreate(RegionStore inner) {
      super(inner);
    }

    @Override
    public AbstractRegion createOrAttach(RegionSpec spec, long size) {
      AbstractRegion region = inner.createOrAttach(spec, size);
      return size == 512
          ? new WrappedRegion(MutantProvider.NAME, region, Arena.ofAuto().allocate(size, 64))
          : region;
    }
  }

  private static final class ForAll extends WrappedRegion.WrappedLock {
    ForAll(RegionLock inner) {
      super(inner);
    }

    @Override
    public Held lock(Duration timeout) {
      return new Held() {
        @Override
        public boolean previousOwnerDied() {
          return false;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final class Unnamed extends WrappedRegion.WrappedLock {
    Unnamed(RegionLock inner) {
      super(inner);
    }

    @Override
    IpcTimeoutException told(IpcTimeoutException error) {
      return new IpcTimeoutException(error.id(), "the lock is held");
    }
  }

  private static final class DeniesWaiting extends WrappedRegion.WrappedLock {
    DeniesWaiting(RegionLock inner) {
      super(inner);
    }

    @Override
    public Held lock() throws InterruptedException {
      return new WrappedRegion.Denies(inner.lock());
    }
  }

  private static final class DeniesTrying extends WrappedRegion.WrappedLock {
    DeniesTrying(RegionLock inner) {
      super(inner);
    }

    @Override
    public @Nullable Held tryLock() {
      Held held = inner.tryLock();
      return held == null ? null : new WrappedRegion.Denies(held);
    }
  }

  private static final class DeafLock extends WrappedRegion.WrappedLock {
    DeafLock(RegionLock inner) {
      super(inner);
    }

    @Override
    public Held lock() {
      while (true) {
        try {
          return inner.lock();
        } catch (InterruptedException e) {
          Thread.onSpinWait(); // and goes on waiting
        }
      }
    }
  }

  private static final class Undeclared extends WrappedRegion {
    Undeclared(AbstractRegion inner) {
      super(inner);
    }

    @Override
    public void guardedWrite(long offset, MemorySegment source, long sourceOffset, long length) {
      write(offset, source, sourceOffset, length);
    }
  }
}
