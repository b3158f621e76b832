package io.ipc4j.shm.channel;

import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.Sleep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The file {@code control} of a channel.
 *
 * <pre>
 *      0  file header (see FileLayout); numbers 0 to 2 hold the agreement's 24 bytes,
 *         3 the number of slots, 4 the bytes of a slot
 *   1024  lanes     counts lanes that came or ended       added to by senders, and by who sees
 *                                                         one die
 *   1032  readers   counts receivers that came or went    the same, by receivers
 *   1040  entered   counts ends that opened the channel, all ones once it has ended
 *   1088  sleepers  a bit for each slot whose receiver is about to sleep
 *   4096  slot 0    128 bytes each, one receiver or subscriber each; a queue with a single
 *                         receiver has only slot 0
 *           +0   member  who receives, 0 if nobody
 *           +8   asleep  how it sleeps, see Sleep
 *           +16  died    the member that died in it last, as far as its slot was needed
 *           +64  bell    its futex word
 * </pre>
 *
 * <p><b>Ordering.</b> The counters are added to after what they announce ({@code [LANES]}, {@code
 * [READERS]}) and read before it is looked for. {@code entered} changes by compare-and-set only
 * ({@code [ENTER]}, {@code [END]}). A slot is taken by compare-and-set; {@code died} is stored
 * before {@code member} changes, and read after it. {@code sleepers} is read plainly by senders
 * after they published: the sleeper executes the barrier for both sides.
 */
final class ControlLayout {
  /** How many receivers a channel has at most. */
  static final int SLOTS = 64;

  /** Bytes of a slot. */
  static final long SLOT_BYTES = 128;

  /** The size of the file. */
  static final long FILE_SIZE = 4096 + SLOTS * SLOT_BYTES;

  /** What {@link #entered} says of a channel that has ended. */
  static final long ENDED = -1;

  private static final long LANES = 1024;
  private static final long READERS = 1032;
  private static final long ENTERED = 1040;
  private static final long SLEEPERS = 1088;
  private static final long MEMBER = 4096;
  private static final long ASLEEP = 4096 + 8;
  private static final long DIED = 4096 + 16;
  private static final long BELL = 4096 + 64;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;

  ControlLayout(MemorySegment memory) {
    this.memory = memory;
  }

  /** Any end, {@code [END]}: how often the channel was opened, {@link #ENDED} if it has ended. */
  long entered() {
    return (long) WORD.getAcquire(memory, ENTERED);
  }

  /** New end, {@code [ENTER]}: says that one more has the channel open; false if it has ended. */
  boolean enter() {
    long before = entered();
    while (before != ENDED) {
      CrashPoint.CONTROL_ENTER.reach();
      if (WORD.compareAndSet(memory, ENTERED, before, Math.max(0, before + 1))) {
        return true;
      }
      before = entered();
    }
    return false;
  }

  /** Any end, {@code [END]}: ends the channel unless somebody has entered since. */
  boolean end(long entered) {
    CrashPoint.CONTROL_END.reach();
    return entered() == entered && WORD.compareAndSet(memory, ENTERED, entered, ENDED);
  }

  /** Receiver, {@code [LANES]}: how often lanes came or ended. */
  long lanes() {
    return (long) WORD.getAcquire(memory, LANES);
  }

  /** Sender, {@code [LANES]}: announces that a lane came or ended. */
  void lanesChanged() {
    CrashPoint.CONTROL_LANES.reach();
    long ignored = (long) WORD.getAndAdd(memory, LANES, 1L);
  }

  /** Sender, {@code [READERS]}: how often receivers came or went. */
  long readers() {
    return (long) WORD.getAcquire(memory, READERS);
  }

  /** Receiver, {@code [READERS]}: announces that one came or went. */
  void readersChanged() {
    CrashPoint.CONTROL_READERS.reach();
    long ignored = (long) WORD.getAndAdd(memory, READERS, 1L);
  }

  /** The member that has a slot, 0 if none. */
  long member(int slot) {
    return (long) WORD.getAcquire(memory, MEMBER + slot * SLOT_BYTES);
  }

  /** Takes or frees a slot. */
  boolean replaceMember(int slot, long expected, long member) {
    CrashPoint.CONTROL_MEMBER.reach();
    return member(slot) == expected
        && WORD.compareAndSet(memory, MEMBER + slot * SLOT_BYTES, expected, member);
  }

  /**
   * Frees a slot of a member that is dead, or takes it, so that others still see that it died and
   * didn't leave in order.
   */
  boolean replaceDead(int slot, long dead, long member) {
    CrashPoint.CONTROL_DIED.reach();
    WORD.setRelease(memory, DIED + slot * SLOT_BYTES, dead);
    return replaceMember(slot, dead, member);
  }

  /** Whether a member that isn't alive any more died in a slot, as far as that is known. */
  boolean diedIn(int slot, long member) {
    return member(slot) == member
        || (long) WORD.getAcquire(memory, DIED + slot * SLOT_BYTES) == member;
  }

  /** Sender, after publishing: which receivers sleep or are about to, a bit for each slot. */
  long sleepers() {
    return (long) WORD.getOpaque(memory, SLEEPERS);
  }

  /** Receiver: says that it is about to sleep. */
  void asleep(int slot, Sleep how) {
    CrashPoint.CONTROL_ASLEEP.reach();
    WORD.setOpaque(memory, ASLEEP + slot * SLOT_BYTES, how.code());
    CrashPoint.CONTROL_SLEEPER.reach();
    long ignored = (long) WORD.getAndBitwiseOr(memory, SLEEPERS, 1L << slot);
  }

  /** Receiver: says that it is awake. */
  void awake(int slot) {
    if ((sleepers() & 1L << slot) != 0) {
      CrashPoint.CONTROL_AWAKE.reach();
      long ignored = (long) WORD.getAndBitwiseAnd(memory, SLEEPERS, ~(1L << slot));
    }
  }

  /** Sender: takes note of how a receiver sleeps, and of the duty to wake it. */
  Sleep wakeUp(int slot) {
    long bit = 1L << slot;
    CrashPoint.CONTROL_WAKE.reach();
    long before = (long) WORD.getAndBitwiseAnd(memory, SLEEPERS, ~bit);
    return (before & bit) == 0
        ? Sleep.AWAKE
        : Sleep.of((long) WORD.getOpaque(memory, ASLEEP + slot * SLOT_BYTES));
  }

  /** On what the receiver of a slot sleeps. */
  Bell bell(int slot) {
    return new Bell(memory, BELL + slot * SLOT_BYTES);
  }
}
