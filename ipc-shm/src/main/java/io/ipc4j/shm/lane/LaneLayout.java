package io.ipc4j.shm.lane;

import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.Sleep;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The lane on a mapped file: where each word lies, and with which access mode it is read and
 * written.
 *
 * <pre>
 *      0  file header (see FileLayout)
 *   1024  state        0 open, 1 closed                  written by the writer
 *   1088  want         position the writer waits for     written by the writer
 *   1096  asleep       how the writer sleeps, see Sleep  written by both sides
 *   1152  bell         futex word of the writer          written by readers
 *   1216  reader       0 none, else the member that accepted a link    written by the acceptor
 *   1224  reader ended 0, 1 once the acceptor has closed the link
 *   1232  back         0, 1 once the lane of replies exists
 *   1280  evicted      the ring before it may be overwritten   written by the writer
 *   4096  slot 0       256 bytes each
 *           +0    admitted   session that may read here  written by the writer
 *           +8    start      its first position
 *           +64   taken      exact position of the reader  written by the reader
 *           +72   expected   number of its next message    the same, where the writer overwrites
 *           +80   missed     messages it was too late for  the same
 *           +128  cursor     ring free before it           written by the reader
 *                            where readers compete, by all of them, in slot 0
 *   ring  at a multiple of 4096, capacity bytes
 * </pre>
 *
 * <p><b>Ordering.</b> {@code [PUBLISH]}, {@code [TAKEN]}, {@code [ROOM]}, {@code [ADMIT]}, {@code
 * [STATE]}, {@code [ENDED]}, {@code [BACK]} and {@code [EVICT]} are release stores that acquire
 * loads answer. {@link #clear} is a plain store ordered by the publish that follows it. {@code
 * [EVICT]} also comes before all stores that follow it, and is read after all loads before. {@code
 * want} and {@code asleep} are opaque: the barrier that the sleeper executes orders them. Words
 * that different sides write lie on different cache lines.
 */
public final class LaneLayout implements OverwrittenMemory, SharedLaneMemory {
  /** Bytes before the slots. */
  public static final long SLOTS_OFFSET = 4096;

  /** The most reader slots that a lane has. */
  public static final int MAX_SLOTS = 64;

  /** Bytes of a slot. */
  public static final int SLOT_BYTES = 256;

  private static final long PAGE = 4096;
  private static final long STATE = 1024;
  private static final long WANT = 1088;
  private static final long ASLEEP = 1096;
  private static final long BELL = 1152;
  private static final long READER = 1216;
  private static final long READER_ENDED = 1224;
  private static final long BACK = 1232;
  private static final long EVICTED = 1280;
  private static final long ADMITTED = SLOTS_OFFSET;
  private static final long START = SLOTS_OFFSET + 8;
  private static final long TAKEN = SLOTS_OFFSET + 64;
  private static final long EXPECTED = SLOTS_OFFSET + 72;
  private static final long MISSED = SLOTS_OFFSET + 80;
  private static final long CURSOR = SLOTS_OFFSET + 128;
  private static final long OPEN = 0;
  private static final long CLOSED = 1;

  /** How many bytes are emptied at once at most. */
  static final int MOST_CLEARED = 2048;

  private static final MemorySegment ZEROS = Arena.global().allocate(MOST_CLEARED, Long.BYTES);
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;
  private final MemorySegment readOnly;
  private final long ring;
  private final long mask;
  private final int slots;
  private final Bell bell;

  /**
   * Views a mapped lane.
   *
   * @param memory the whole file
   * @param capacity bytes of the ring, a power of two
   * @param slots number of reader slots
   * @throws IllegalArgumentException if the memory hasn't the size of such a lane
   */
  public LaneLayout(MemorySegment memory, long capacity, int slots) {
    if (memory.byteSize() != fileSize(capacity, slots)) {
      throw new IllegalArgumentException(
          "size=" + memory.byteSize() + " capacity=" + capacity + " slots=" + slots);
    }
    this.memory = memory;
    this.readOnly = memory.asReadOnly();
    this.ring = ringOffset(slots);
    this.mask = capacity - 1;
    this.slots = slots;
    this.bell = new Bell(memory, BELL);
  }

  /** Where the ring of a lane with so many slots begins. */
  public static long ringOffset(int slots) {
    return (SLOTS_OFFSET + (long) slots * SLOT_BYTES + PAGE - 1) & -PAGE;
  }

  /** The size of a lane's file. */
  public static long fileSize(long capacity, int slots) {
    return ringOffset(slots) + capacity;
  }

  @Override
  public long capacity() {
    return mask + 1;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public MemorySegment readOnlyMemory() {
    return readOnly;
  }

  @Override
  public long payload(long position) {
    return ring + (position & mask) + Header.BYTES;
  }

  @Override
  public void put(long position, long word) {
    CrashPoint.LANE_CLEAR.reach();
    WORD.set(memory, ring + (position & mask), word);
  }

  @Override
  public void clear(long position) {
    put(position, 0L);
  }

  /** {@inheritDoc} {@link #MOST_CLEARED} at most. */
  @Override
  public void clear(long position, int bytes) {
    CrashPoint.LANE_EMPTY.reach();
    MemorySegment.copy(ZEROS, 0, memory, ring + (position & mask), bytes);
  }

  @Override
  public void publish(long position, long header) {
    CrashPoint.LANE_PUBLISH.reach();
    WORD.setRelease(memory, ring + (position & mask), header);
  }

  @Override
  public long header(long position) {
    return (long) WORD.getAcquire(memory, ring + (position & mask));
  }

  @Override
  public void taken(int slot, long mark) {
    CrashPoint.LANE_TAKEN.reach();
    WORD.setRelease(memory, TAKEN + (long) slot * SLOT_BYTES, mark);
  }

  @Override
  public long taken(int slot) {
    return (long) WORD.getAcquire(memory, TAKEN + (long) slot * SLOT_BYTES);
  }

  @Override
  public void cursor(int slot, long position) {
    CrashPoint.LANE_CURSOR.reach();
    WORD.setRelease(memory, CURSOR + (long) slot * SLOT_BYTES, position);
  }

  @Override
  public long cursor(int slot) {
    return (long) WORD.getAcquire(memory, CURSOR + (long) slot * SLOT_BYTES);
  }

  @Override
  public boolean claim(long position, long free, long claimed) {
    CrashPoint.LANE_CLAIM.reach();
    return WORD.compareAndSet(memory, ring + (position & mask), free, claimed);
  }

  @Override
  public boolean finish(long position, long claimed, long done) {
    CrashPoint.LANE_DONE.reach();
    return WORD.compareAndSet(memory, ring + (position & mask), claimed, done);
  }

  @Override
  public boolean giveBack(long position, long claimed, long free) {
    CrashPoint.LANE_RETURN.reach();
    return WORD.compareAndSet(memory, ring + (position & mask), claimed, free);
  }

  @Override
  public boolean advance(long expected, long position) {
    CrashPoint.LANE_ADVANCE.reach();
    return WORD.compareAndSet(memory, CURSOR, expected, position);
  }

  @Override
  public void admit(int slot, long session, long position) {
    long base = (long) slot * SLOT_BYTES;
    CrashPoint.LANE_ADMIT_TAKEN.reach();
    WORD.set(memory, TAKEN + base, position);
    CrashPoint.LANE_ADMIT_CURSOR.reach();
    WORD.set(memory, CURSOR + base, position);
    CrashPoint.LANE_ADMIT_START.reach();
    WORD.set(memory, START + base, position);
    CrashPoint.LANE_ADMIT.reach();
    WORD.setRelease(memory, ADMITTED + base, session);
  }

  @Override
  public long admitted(int slot) {
    return (long) WORD.getAcquire(memory, ADMITTED + (long) slot * SLOT_BYTES);
  }

  @Override
  public long start(int slot) {
    return (long) WORD.get(memory, START + (long) slot * SLOT_BYTES);
  }

  @Override
  public void evict(long position) {
    CrashPoint.LANE_EVICT.reach();
    WORD.setRelease(memory, EVICTED, position);
    VarHandle.storeStoreFence();
  }

  @Override
  public long evicted() {
    VarHandle.loadLoadFence();
    return (long) WORD.getAcquire(memory, EVICTED);
  }

  @Override
  public void copyOut(long position, MemorySegment target, long size) {
    MemorySegment.copy(readOnly, payload(position), target, 0, size);
  }

  @Override
  public void expect(int slot, long number) {
    CrashPoint.LANE_EXPECT.reach();
    WORD.setRelease(memory, EXPECTED + (long) slot * SLOT_BYTES, number);
  }

  @Override
  public long expected(int slot) {
    return (long) WORD.getAcquire(memory, EXPECTED + (long) slot * SLOT_BYTES);
  }

  @Override
  public void miss(int slot, long count) {
    CrashPoint.LANE_MISS.reach();
    WORD.setRelease(memory, MISSED + (long) slot * SLOT_BYTES, count);
  }

  @Override
  public long missed(int slot) {
    return (long) WORD.getAcquire(memory, MISSED + (long) slot * SLOT_BYTES);
  }

  @Override
  public void want(long position) {
    CrashPoint.LANE_WANT.reach();
    WORD.setOpaque(memory, WANT, position);
  }

  @Override
  public long want() {
    return (long) WORD.getOpaque(memory, WANT);
  }

  @Override
  public void close() {
    CrashPoint.LANE_CLOSE.reach();
    WORD.setRelease(memory, STATE, CLOSED);
  }

  @Override
  public boolean isClosed() {
    return (long) WORD.getAcquire(memory, STATE) != OPEN;
  }

  /** Anybody: whether something is published that the reader of a slot hasn't taken. */
  public boolean hasUnread(int slot) {
    long taken = taken(slot) & ~LaneReader.MARKS;
    return header(Math.max(taken, evicted() & ~LaneReader.MARKS)) != 0;
  }

  /** Any side: on what the writer sleeps. */
  public Bell bell() {
    return bell;
  }

  /** Writer: says that it is about to sleep, and how. */
  public void asleep(Sleep how) {
    CrashPoint.LANE_ASLEEP.reach();
    WORD.setOpaque(memory, ASLEEP, how.code());
  }

  /** Reader: takes note of how the writer sleeps, and of the duty to wake it. */
  public Sleep wakeUp() {
    long how = (long) WORD.getOpaque(memory, ASLEEP);
    if (how == 0) {
      return Sleep.AWAKE;
    }
    CrashPoint.LANE_WAKE.reach();
    return WORD.compareAndSet(memory, ASLEEP, how, 0L) ? Sleep.of(how) : Sleep.AWAKE;
  }

  /** Acceptor: takes a link that nobody has accepted. */
  public boolean accept(long member) {
    CrashPoint.LANE_ACCEPT.reach();
    return acceptedBy() == 0 && WORD.compareAndSet(memory, READER, 0L, member);
  }

  /** The member that accepted the link, 0 if none has. */
  public long acceptedBy() {
    return (long) WORD.getAcquire(memory, READER);
  }

  /** Acceptor, {@code [ENDED]}: closes its end of the link in order. */
  public void endReader() {
    CrashPoint.LANE_READER_ENDED.reach();
    WORD.setRelease(memory, READER_ENDED, 1L);
  }

  /** Writer, {@code [ENDED]}: whether the acceptor has closed its end. */
  public boolean isReaderEnded() {
    return (long) WORD.getAcquire(memory, READER_ENDED) != 0;
  }

  /** Acceptor, {@code [BACK]}: says that the lane of replies has its name. */
  public void showBack() {
    CrashPoint.LANE_BACK.reach();
    WORD.setRelease(memory, BACK, 1L);
  }

  /** Writer, {@code [BACK]}: whether the lane of replies has its name. */
  public boolean hasBack() {
    return (long) WORD.getAcquire(memory, BACK) != 0;
  }
}
