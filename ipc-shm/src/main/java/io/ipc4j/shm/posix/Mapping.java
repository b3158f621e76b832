package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A file's bytes as memory, at their real size, until it is closed.
 *
 * <p>Thread safe. Closing doesn't block; who then touches the memory gets {@link
 * IllegalStateException}, never a fault.
 */
public final class Mapping implements AutoCloseable {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_POPULATE = 0x8000;
  private static final long MAP_FAILED = -1;

  /** Up to this size all pages are entered in the page table at once: no fault on the first lap. */
  private static final long POPULATE_LIMIT = 64L << 20;

  private final Arena arena;
  private final MemorySegment memory;

  private Mapping(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
  }

  /**
   * Maps the first bytes of an open file.
   *
   * @param fd the file, which may be closed afterwards
   * @param size number of bytes; the caller has checked that the file has them
   * @param access whether stores are possible
   * @param subject names the file in an error
   */
  public static Mapping of(int fd, long size, Posix.Access access, String subject) {
    Arena arena = Arena.ofShared();
    try {
      long address = map(fd, size, access, subject);
      MemorySegment memory =
          MemorySegment.ofAddress(address).reinterpret(size, arena, base -> unmap(base, size));
      return new Mapping(arena, access == Posix.Access.READ_ONLY ? memory.asReadOnly() : memory);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private static long map(int fd, long size, Posix.Access access, String subject) {
    MemorySegment capture = Libc.capture();
    int protection = access == Posix.Access.READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
    int flags = size <= POPULATE_LIMIT ? MAP_SHARED | MAP_POPULATE : MAP_SHARED;
    long address;
    try {
      CrashPoint.MMAP.reach();
      address = (long) Libc.MMAP.invokeExact(capture, 0L, size, protection, flags, fd, 0L);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
    if (address == MAP_FAILED) {
      throw new OsException("mmap", subject + " size=" + size, Libc.errno(capture));
    }
    return address;
  }

  private static void unmap(MemorySegment base, long size) {
    try {
      CrashPoint.MUNMAP.reach();
      int ignored = (int) Libc.MUNMAP.invokeExact(Libc.capture(), base.address(), size);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** The mapped bytes, exactly the size asked for. */
  public MemorySegment memory() {
    return memory;
  }

  /** Writes all pages to the file; waits for the disk. */
  public void sync(String subject) {
    Posix.syncMemory(memory, subject);
  }

  /** Unmaps; closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
