package io.ipc4j.shm.session;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The file {@code sessions} of a namespace: a table that tells who a session is.
 *
 * <pre>
 *     0  file header (see FileLayout)
 *  1024  slot 0     128 bytes each
 *          +0   session      u64, its first member's number, 0 if free
 *          +8   described    u64, the same number once the description is complete
 *          +16  pid          u64
 *          +24  started      u64, of the process, milliseconds since 1970
 *          +32  bell         u32, futex word of the session's waiter
 *          +36  namespace    u32, of the process's number, 0 if unknown (see PidNamespace)
 *          +40  name length  u32
 *          +44  name         up to 76 bytes of UTF-8
 *          +120 life         u32, futex word that the kernel marks at the session's death
 *          +124 descriptor   u32, number of this file's descriptor in the process
 * </pre>
 *
 * <p>The table informs; it doesn't decide who is alive. That the locks do which a session holds on
 * the bytes whose offsets are its members' numbers, far beyond the end of the file.
 *
 * <p><b>Ordering.</b> A slot is taken by compare-and-set on {@code session}. {@code [DESCRIBED]} is
 * released after the description and acquired before it is read.
 */
final class SessionsLayout {
  /** How many sessions a namespace holds at a time. */
  static final int SLOTS = 1024;

  /** Bytes of a slot. */
  static final long SLOT_BYTES = 128;

  /** The size of the file. */
  static final long FILE_SIZE = 1024 + SLOTS * SLOT_BYTES;

  private static final long FIRST = 1024;
  private static final long SESSION = 0;
  private static final long DESCRIBED = 8;
  private static final long PID = 16;
  private static final long STARTED = 24;
  private static final long BELL = 32;
  private static final long PID_NAMESPACE = 36;
  private static final long NAME_LENGTH = 40;
  private static final long NAME = 44;
  private static final int NAME_BYTES = 76;
  private static final long LIFE = 120;
  private static final long DESCRIPTOR = 124;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;

  SessionsLayout(MemorySegment memory) {
    this.memory = memory;
  }

  /** Which session has the slot, 0 if none. */
  long session(int slot) {
    return (long) WORD.getAcquire(memory, at(slot) + SESSION);
  }

  /** Takes or frees a slot. */
  boolean replaceSession(int slot, long expected, long session) {
    CrashPoint.SESSION_SLOT.reach();
    return session(slot) == expected
        && WORD.compareAndSet(memory, at(slot) + SESSION, expected, session);
  }

  void describe(int slot, long session, Holder holder, long started, String name) {
    long at = at(slot);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_BYTES);
    CrashPoint.SESSION_PID.reach();
    WORD.set(memory, at + PID, holder.pid);
    CrashPoint.SESSION_PID_NAMESPACE.reach();
    memory.set(ValueLayout.JAVA_INT, at + PID_NAMESPACE, holder.pidNamespace);
    CrashPoint.SESSION_DESCRIPTOR.reach();
    memory.set(ValueLayout.JAVA_INT, at + DESCRIPTOR, holder.descriptor);
    CrashPoint.SESSION_STARTED.reach();
    WORD.set(memory, at + STARTED, started);
    CrashPoint.SESSION_NAME_LENGTH.reach();
    memory.set(ValueLayout.JAVA_INT, at + NAME_LENGTH, length);
    CrashPoint.SESSION_NAME.reach();
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at + NAME, length);
    CrashPoint.SESSION_LIFE_CLEAR.reach();
    memory.set(ValueLayout.JAVA_INT, at + LIFE, 0); // what a dead one left there
    CrashPoint.SESSION_DESCRIBED.reach();
    WORD.setRelease(memory, at + DESCRIBED, session); // [DESCRIBED]
  }

  /** Whether the slot's description is complete and that of its session. */
  boolean isDescribed(int slot) {
    long described = (long) WORD.getAcquire(memory, at(slot) + DESCRIBED); // [DESCRIBED]
    return described != 0 && described == session(slot);
  }

  long pid(int slot) {
    return (long) WORD.get(memory, at(slot) + PID);
  }

  int pidNamespace(int slot) {
    return memory.get(ValueLayout.JAVA_INT, at(slot) + PID_NAMESPACE);
  }

  /** The number of the descriptor by which the session's process has its locks, as it says. */
  int descriptor(int slot) {
    return memory.get(ValueLayout.JAVA_INT, at(slot) + DESCRIPTOR);
  }

  long started(int slot) {
    return (long) WORD.get(memory, at(slot) + STARTED);
  }

  /** The session's name; what others wrote there is no text that could break a line of a log. */
  String name(int slot) {
    long at = at(slot);
    int length = Math.clamp(memory.get(ValueLayout.JAVA_INT, at + NAME_LENGTH), 0, NAME_BYTES);
    byte[] bytes = memory.asSlice(at + NAME, length).toArray(ValueLayout.JAVA_BYTE);
    return CONTROL.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("?");
  }

  /** The futex word of a slot's session. */
  Bell bell(int slot) {
    return new Bell(memory, at(slot) + BELL);
  }

  /** The word that tells of the death of a slot's session. */
  Life life(int slot) {
    return new Life(memory, at(slot) + LIFE);
  }

  private static long at(int slot) {
    return FIRST + slot * SLOT_BYTES;
  }

  /**
   * The process that has a session's locks.
   *
   * @param pid in its own namespace
   * @param pidNamespace that one, or {@link io.ipc4j.shm.posix.PidNamespace#UNKNOWN}
   * @param descriptor of this file
   */
  record Holder(long pid, int pidNamespace, int descriptor) {}
}
