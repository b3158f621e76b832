package io.ipc4j.spi;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Atomics;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all transports' regions have in common: checks, copies and atomics over a segment. A
 * subclass adds {@link #unmap} and the synchronisation that its transport declares; all other kinds
 * are refused by name here.
 */
public abstract class AbstractRegion implements Region {
  private final String transport;
  private final String name;
  private final AccessMode mode;
  private final MemorySegment memory;
  private final Atomics atomics;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Runnable onClose = () -> {};

  /**
   * Makes the common part.
   *
   * @param transport the transport's name, for errors
   * @param name the region's name
   * @param mode what the mapping may be used for
   * @param memory the region's bytes, exactly its size, aligned to 64 bytes; its end of life must
   *     make access fail, not crash
   */
  @SuppressWarnings("this-escape") // the atomics keep it, and call it when they are used
  protected AbstractRegion(String transport, String name, AccessMode mode, MemorySegment memory) {
    this.transport = transport;
    this.name = name;
    this.atomics = new SegmentAtomics(this);
    this.mode = mode;
    this.memory = mode == AccessMode.READ_ONLY ? memory.asReadOnly() : memory;
  }

  /** Ends the mapping and orphans what is held through it. Called once. */
  protected abstract void unmap();

  /**
   * Says what to do once when this mapping is closed. For the session that owns it.
   *
   * @param action runs after {@link #unmap}
   */
  public final void onClose(Runnable action) {
    onClose = action;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final long size() {
    return memory.byteSize();
  }

  @Override
  public final AccessMode mode() {
    return mode;
  }

  @Override
  public final MemorySegment memory() {
    if (closed.get()) {
      throw closedError();
    }
    return memory;
  }

  @Override
  public final Atomics atomics() {
    return atomics;
  }

  @Override
  public final void read(long offset, MemorySegment target, long targetOffset, long length) {
    checkRange(offset, length);
    copy(memory(), offset, target, targetOffset, length);
  }

  @Override
  public final void write(long offset, MemorySegment source, long sourceOffset, long length) {
    checkWritable();
    checkRange(offset, length);
    copy(source, sourceOffset, memory(), offset, length);
  }

  private void copy(MemorySegment from, long at, MemorySegment to, long toAt, long length) {
    try {
      MemorySegment.copy(from, at, to, toAt, length);
    } catch (IllegalStateException e) {
      throw closed.get() ? closedError() : e;
    }
  }

  /**
   * Whether {@link #close()} has begun.
   *
   * @return whether it has
   */
  public final boolean isClosed() {
    return closed.get();
  }

  /**
   * Refuses a range that is not inside the region.
   *
   * @param offset its first byte
   * @param length its length in bytes
   */
  protected final void checkRange(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new IpcUsageException(
          ErrorIds.OUT_OF_BOUNDS,
          ErrorText.of("region", name)
              .and("offset", offset)
              .and("length", length)
              .problem("not inside the region's " + size() + " bytes")
              .toString());
    }
  }

  /** Refuses changes through a read-only mapping. */
  protected final void checkWritable() {
    if (mode == AccessMode.READ_ONLY) {
      throw new IpcUsageException(
          ErrorIds.REGION_READ_ONLY,
          ErrorText.of("region", name)
              .problem("attached for reading only")
              .remedy("Attach with READ_WRITE")
              .toString());
    }
  }

  private IpcClosedException closedError() {
    return new IpcClosedException(
        ErrorIds.CLOSED,
        ErrorText.of("region", name).problem("this mapping or its session is closed").toString());
  }

  private IpcConfigException unsupported(Trait trait) {
    return new IpcConfigException(
        ErrorIds.NOT_SUPPORTED,
        ErrorText.of("region", name)
            .problem("transport %s doesn't have %s".formatted(transport, trait.text()))
            .toString());
  }

  /** Does nothing but to refuse a closed mapping; for regions without a file behind them. */
  @Override
  public void force() {
    MemorySegment ignored = memory();
  }

  @Override
  public RegionLock lock(String lock) {
    throw unsupported(Trait.REGION_LOCK);
  }

  @Override
  public RegionReadWriteLock readWriteLock(String lock) {
    throw unsupported(Trait.REGION_READ_WRITE_LOCK);
  }

  @Override
  public RegionSemaphore semaphore(String semaphore, int permits) {
    throw unsupported(Trait.REGION_SEMAPHORE);
  }

  @Override
  public RegionEvent event(String event) {
    throw unsupported(Trait.REGION_EVENT);
  }

  @Override
  public RegionBarrier barrier(String barrier, int parties) {
    throw unsupported(Trait.REGION_BARRIER);
  }

  @Override
  public RegionLatch latch(String latch, int count) {
    throw unsupported(Trait.REGION_LATCH);
  }

  @Override
  public void guardedWrite(long offset, MemorySegment source, long sourceOffset, long length) {
    throw unsupported(Trait.REGION_GUARD);
  }

  @Override
  public final void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        unmap();
      } finally {
        onClose.run();
      }
    }
  }
}
