package io.ipc4j.spi;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.Atomics;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** Atomics on the words of a segment, by its VarHandles. Safe for any thread. */
final class SegmentAtomics implements Atomics {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final AbstractRegion region;

  SegmentAtomics(AbstractRegion region) {
    this.region = region;
  }

  private MemorySegment forReading(long offset, int size) {
    region.checkRange(offset, size);
    if (offset % size != 0) {
      throw new IpcUsageException(
          ErrorIds.OUT_OF_BOUNDS,
          ErrorText.of("region", region.name())
              .and("offset", offset)
              .problem("not a multiple of " + size)
              .toString());
    }
    return region.memory();
  }

  private MemorySegment forWriting(long offset, int size) {
    region.checkWritable();
    return forReading(offset, size);
  }

  @Override
  public long getLong(long offset) {
    return (long) LONG.getAcquire(forReading(offset, Long.BYTES), offset);
  }

  @Override
  public void setLong(long offset, long value) {
    LONG.setRelease(forWriting(offset, Long.BYTES), offset, value);
  }

  @Override
  public long getAndAddLong(long offset, long delta) {
    return (long) LONG.getAndAdd(forWriting(offset, Long.BYTES), offset, delta);
  }

  @Override
  public boolean compareAndSetLong(long offset, long expected, long value) {
    MemorySegment memory = forWriting(offset, Long.BYTES);
    // The load comes first: of memory that is gone, it fails, but a compare-and-set that isn't
    // compiled yet ends the virtual machine.
    return (long) LONG.getVolatile(memory, offset) == expected
        && LONG.compareAndSet(memory, offset, expected, value);
  }

  @Override
  public int getInt(long offset) {
    return (int) INT.getAcquire(forReading(offset, Integer.BYTES), offset);
  }

  @Override
  public void setInt(long offset, int value) {
    INT.setRelease(forWriting(offset, Integer.BYTES), offset, value);
  }

  @Override
  public int getAndAddInt(long offset, int delta) {
    return (int) INT.getAndAdd(forWriting(offset, Integer.BYTES), offset, delta);
  }

  @Override
  public boolean compareAndSetInt(long offset, int expected, int value) {
    MemorySegment memory = forWriting(offset, Integer.BYTES);
    return (int) INT.getVolatile(memory, offset) == expected // the load first, as above
        && INT.compareAndSet(memory, offset, expected, value);
  }
}
