package io.ipc4j.tests.mutant;

import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.AbstractRegion;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A mapping that does what another one does; mutants override what they break. */
class WrappedRegion extends AbstractRegion {
  final AbstractRegion inner;

  WrappedRegion(AbstractRegion inner) {
    this(MutantProvider.NAME, inner, inner.memory());
  }

  WrappedRegion(String transport, AbstractRegion inner, MemorySegment memory) {
    super(transport, inner.name(), inner.mode(), memory);
    this.inner = inner;
  }

  @Override
  public RegionLock lock(String name) {
    return inner.lock(name);
  }

  @Override
  public RegionReadWriteLock readWriteLock(String name) {
    return inner.readWriteLock(name);
  }

  @Override
  public RegionSemaphore semaphore(String name, int permits) {
    return inner.semaphore(name, permits);
  }

  @Override
  public RegionEvent event(String name) {
    return inner.event(name);
  }

  @Override
  public RegionBarrier barrier(String name, int parties) {
    return inner.barrier(name, parties);
  }

  @Override
  public RegionLatch latch(String name, int count) {
    return inner.latch(name, count);
  }

  @Override
  protected void unmap() {
    inner.close();
  }

  /** A lock that does what another one does. */
  static class WrappedLock implements RegionLock {
    final RegionLock inner;

    WrappedLock(RegionLock inner) {
      this.inner = inner;
    }

    @Override
    public @Nullable Held tryLock() {
      return inner.tryLock();
    }

    @Override
    public Held lock() throws InterruptedException {
      return inner.lock();
    }

    @Override
    public Held lock(Duration timeout) throws InterruptedException {
      try {
        return inner.lock(timeout);
      } catch (IpcTimeoutException e) {
        throw told(e);
      }
    }

    IpcTimeoutException told(IpcTimeoutException error) {
      return error;
    }
  }

  /** A proof that lies about the owner before. */
  record Denies(Held inner) implements Held {
    @Override
    public boolean previousOwnerDied() {
      return false;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
