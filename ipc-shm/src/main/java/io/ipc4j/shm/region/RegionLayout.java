package io.ipc4j.shm.region;

import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.Bell;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The file of a region.
 *
 * <pre>
 *      0  file header (see FileLayout); numbers: 0 bytes of data, 1 offset of the data,
 *         2 number of entries, 3 bytes of an entry, 4 number of records, 5 bytes of a record
 *   4096  entry 0    256 bytes each, a named object for synchronisation
 *           +0    key          u64, made of the name, 0 if free
 *           +8    name length  u32
 *           +12   name         up to 64 bytes, for people
 *           +80   kind         u64, kind and parameter; see ObjectKind
 *           +128  word         u64, the object's state; what it says depends on the kind
 *           +136  bell         u32, on which those sleep who wait
 *           +140  waited       u32, 1 if somebody may sleep
 *           +144  writer       u64, the member that waits for the exclusive half of a lock
 *  20480  record 0   32 bytes each, what a member has of an object
 *           +0    owner        u64, the member, 0 if free
 *           +8    claim        u64, see Claim
 *  53248  data
 * </pre>
 *
 * <p>A key is the FNV-1a hash of the name in 64 bits, its lowest bit set. It is stored by one
 * compare-and-set in the first free entry, and the kind by another one, so that each name comes to
 * stand for one object at one instant, whoever dies on the way.
 *
 * <p><b>Ordering.</b> {@code [STATE]}, {@code [CLAIM]} and {@code [RECORD]} change by
 * compare-and-set, which orders what they protect; a load comes before each, since it fails where
 * memory is gone, while a compare-and-set that isn't compiled ends the virtual machine. {@code
 * [WAITED]}: who is about to sleep writes it, fences, and looks again; who has changed the word
 * reads it afterwards.
 */
final class RegionLayout implements SyncMemory {
  /** How many objects a region has at most. */
  static final int ENTRIES = 64;

  /** Bytes of an entry. */
  static final long ENTRY_BYTES = 256;

  /** How many claims there are at most, of all objects together. */
  static final int RECORDS = 1024;

  /** Bytes of a record. */
  static final long RECORD_BYTES = 32;

  private static final long FIRST_ENTRY = 4096;
  private static final long FIRST_RECORD = FIRST_ENTRY + ENTRIES * ENTRY_BYTES;

  /** Where the data begins. */
  static final long DATA = FIRST_RECORD + RECORDS * RECORD_BYTES;

  private static final long KEY = 0;
  private static final long NAME_LENGTH = 8;
  private static final long NAME = 12;
  private static final int NAME_BYTES = 64;
  private static final long KIND = 80;
  private static final long OBJECT_WORD = 128;
  private static final long BELL = 136;
  private static final long WAITED = 140;
  private static final long WRITER = 144;
  private static final long OWNER = 0;
  private static final long CLAIM = 8;

  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;

  RegionLayout(MemorySegment memory) {
    this.memory = memory;
  }

  /** The key of a name. */
  static long key(String name) {
    long hash = FNV_START;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash | 1;
  }

  // --- entries ---

  /** The entry of a name, made now if there was none; -1 if all entries are taken. */
  int entry(String name) {
    long key = key(name);
    for (int entry = 0; entry < ENTRIES; entry++) {
      long found = (long) LONG.getAcquire(memory, at(entry) + KEY);
      if (found == 0 && takeEntry(entry, key)) {
        describe(entry, name);
        return entry;
      }
      if ((long) LONG.getAcquire(memory, at(entry) + KEY) == key) {
        return entry;
      }
    }
    return -1;
  }

  private boolean takeEntry(int entry, long key) {
    CrashPoint.ENTRY_KEY.reach();
    return (long) LONG.getVolatile(memory, at(entry) + KEY) == 0
        && LONG.compareAndSet(memory, at(entry) + KEY, 0L, key);
  }

  private void describe(int entry, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_BYTES);
    CrashPoint.ENTRY_NAME.reach();
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at(entry) + NAME, length);
    CrashPoint.ENTRY_NAME_LENGTH.reach();
    memory.set(ValueLayout.JAVA_INT, at(entry) + NAME_LENGTH, length);
  }

  /** What an entry's object is; empty if nobody has decided yet, or the word is senseless. */
  Optional<ObjectKind> kind(int entry) {
    return ObjectKind.of((long) LONG.getAcquire(memory, at(entry) + KIND));
  }

  /** Decides what an entry's object is, unless that is decided. */
  void decideKind(int entry, ObjectKind kind) {
    CrashPoint.ENTRY_KIND.reach();
    boolean ignored =
        (long) LONG.getVolatile(memory, at(entry) + KIND) == 0
            && LONG.compareAndSet(memory, at(entry) + KIND, 0L, kind.word());
  }

  /** Adds to the word of an entry. */
  void addToWord(int entry, long delta) {
    CrashPoint.ENTRY_ADD.reach();
    long ignored = (long) LONG.getAndAdd(memory, at(entry) + OBJECT_WORD, delta);
  }

  /** The member that waits for the exclusive half of a read-write lock, 0 if none. */
  long writer(int entry) {
    return (long) LONG.getAcquire(memory, at(entry) + WRITER);
  }

  /** Says who waits for the exclusive half. */
  boolean replaceWriter(int entry, long expected, long writer) {
    CrashPoint.ENTRY_WRITER.reach();
    return writer(entry) == expected
        && LONG.compareAndSet(memory, at(entry) + WRITER, expected, writer);
  }

  /** On what those sleep who wait for an entry's object. */
  Bell bell(int entry) {
    return new Bell(memory, at(entry) + BELL);
  }

  /** Says that somebody is about to sleep, before the last look, {@code [WAITED]}. */
  void waited(int entry) {
    CrashPoint.ENTRY_WAITED.reach();
    INT.setVolatile(memory, at(entry) + WAITED, 1);
    VarHandle.fullFence();
  }

  /** Wakes all who may sleep, after the object has changed, {@code [WAITED]}. */
  void wake(int entry) {
    if ((int) INT.getVolatile(memory, at(entry) + WAITED) != 0) {
      CrashPoint.ENTRY_NOT_WAITED.reach();
      INT.setVolatile(memory, at(entry) + WAITED, 0);
      bell(entry).ring();
    }
  }

  // --- what ledgers use ---

  @Override
  public int records() {
    return RECORDS;
  }

  @Override
  public long state(int entry) {
    return (long) LONG.getVolatile(memory, at(entry) + OBJECT_WORD);
  }

  @Override
  public boolean replaceState(int entry, long expected, long state) {
    CrashPoint.ENTRY_STATE.reach();
    return state(entry) == expected
        && LONG.compareAndSet(memory, at(entry) + OBJECT_WORD, expected, state);
  }

  @Override
  public long owner(int record) {
    return (long) LONG.getVolatile(memory, record(record) + OWNER);
  }

  @Override
  public boolean replaceOwner(int record, long expected, long owner) {
    CrashPoint.RECORD_OWNER.reach();
    return owner(record) == expected
        && LONG.compareAndSet(memory, record(record) + OWNER, expected, owner);
  }

  @Override
  public long claim(int record) {
    return (long) LONG.getVolatile(memory, record(record) + CLAIM);
  }

  @Override
  public boolean replaceClaim(int record, long expected, long claim) {
    CrashPoint.RECORD_CLAIM.reach();
    return claim(record) == expected
        && LONG.compareAndSet(memory, record(record) + CLAIM, expected, claim);
  }

  private static long at(int entry) {
    return FIRST_ENTRY + entry * ENTRY_BYTES;
  }

  private static long record(int record) {
    return FIRST_RECORD + record * RECORD_BYTES;
  }
}
