package io.ipc4j.shm.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The downcall handles, linked when this class is initialised.
 *
 * <p>Each handle takes, before its own arguments, the memory that receives {@code errno}.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURE.varHandle(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  static final MethodHandle OPENAT =
      link("openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 3);
  static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle FCNTL =
      link("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), 2);
  static final MethodHandle FALLOCATE =
      link("posix_fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  static final MethodHandle STATX =
      link(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  static final MethodHandle MMAP =
      link(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  static final MethodHandle MUNMAP =
      link("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  static final MethodHandle MSYNC =
      link("msync", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  static final MethodHandle FSYNC = link("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle LINK = link("link", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle UNLINK = link("unlink", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  static final MethodHandle RMDIR = link("rmdir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  static final MethodHandle RENAME =
      link("rename", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle MKDIR =
      link("mkdir", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle GETEUID = link("geteuid", FunctionDescriptor.of(JAVA_INT));

  /** The system call futex: number, address, operation, value, timeout, address, value. */
  static final MethodHandle FUTEX =
      link(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
          1);

  /** The system call membarrier: number, command, flags, processor. */
  static final MethodHandle MEMBARRIER =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT), 1);

  /** The system call pidfd_open: number, process, flags. */
  static final MethodHandle PIDFD_OPEN =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT), 1);

  /** The system call gettid: number. */
  static final MethodHandle GETTID =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), 1);

  /** The system call set_robust_list: number, head, length. */
  static final MethodHandle SET_ROBUST_LIST =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), 1);

  /** The system call get_robust_list: number, thread, where to put head and length. */
  static final MethodHandle GET_ROBUST_LIST =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS), 1);

  /** The system call futex_waitv: number, entries, how many, flags, timeout, clock. */
  static final MethodHandle FUTEX_WAITV =
      link(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
          1);

  static final MethodHandle EVENTFD =
      link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  static final MethodHandle READ =
      link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  static final MethodHandle WRITE =
      link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  static final MethodHandle POLL =
      link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private Libc() {}

  /** This thread's memory for {@code errno}. */
  static MemorySegment capture() {
    return CAPTURED.get();
  }

  /** The error number that the last call of this thread left in its {@link #capture}. */
  static int errno(MemorySegment captured) {
    return (int) ERRNO.get(captured, 0L);
  }

  /** What to throw where a method handle threw what its type says can't be thrown. */
  static AssertionError unexpected(Throwable thrown) {
    return new AssertionError("a downcall threw", thrown);
  }

  private static MethodHandle link(String symbol, FunctionDescriptor type, int firstVariadic) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(symbol),
        type,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private static MethodHandle link(String symbol, FunctionDescriptor type) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(symbol), type, Linker.Option.captureCallState("errno"));
  }
}
