package io.ipc4j.shm.region;

import io.ipc4j.shm.session.Bell;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The file of a region.
 *
 * <pre>
 *      0  file header (see FileLayout); numbers: 0 bytes of data, 1 offset of the data,
 *         2 number of entries, 3 bytes of an entry
 *   4096  entry 0    256 bytes each, a named object for synchronisation
 *           +0    key          u64, made of kind and name, 0 if free
 *           +8    name length  u32
 *           +12   name         up to 64 bytes, for people
 *           +128  owner        u64, a lock's: bits 0 to 62 the member, bit 63 somebody waits
 *           +136  bell         u32, on which those sleep who wait
 *  20480  data
 * </pre>
 *
 * <p>A key is the FNV-1a hash of kind, colon and name in 64 bits, its lowest bit set. It is stored
 * by one compare-and-set in the first free entry, so that an object comes into being at one
 * instant.
 *
 * <p><b>Ordering.</b> A lock is taken and given back by compare-and-set on {@code owner}, which
 * orders what it protects ({@code [OWNER]}).
 */
final class RegionLayout {
  /** How many objects a region has at most. */
  static final int ENTRIES = 64;

  /** Bytes of an entry. */
  static final long ENTRY_BYTES = 256;

  /** Where the data begins. */
  static final long DATA = 4096 + ENTRIES * ENTRY_BYTES;

  private static final long FIRST = 4096;
  private static final long KEY = 0;
  private static final long NAME_LENGTH = 8;
  private static final long NAME = 12;
  private static final int NAME_BYTES = 64;
  private static final long OWNER = 128;
  private static final long BELL = 136;

  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment memory;

  RegionLayout(MemorySegment memory) {
    this.memory = memory;
  }

  /** The key of an object. */
  static long key(String kind, String name) {
    long hash = FNV_START;
    for (byte b : (kind + ':' + name).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash | 1;
  }

  /** The entry with a key, made now if there was none; -1 if all entries are taken. */
  int entry(long key, String name) {
    for (int entry = 0; entry < ENTRIES; entry++) {
      long found = (long) WORD.getAcquire(memory, at(entry) + KEY);
      if (found == 0 && WORD.compareAndSet(memory, at(entry) + KEY, 0L, key)) {
        describe(entry, name);
        return entry;
      }
      if ((long) WORD.getAcquire(memory, at(entry) + KEY) == key) {
        return entry;
      }
    }
    return -1;
  }

  private void describe(int entry, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_BYTES);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at(entry) + NAME, length);
    memory.set(ValueLayout.JAVA_INT, at(entry) + NAME_LENGTH, length);
  }

  /** The owner's word, {@code [OWNER]}. */
  long owner(int entry) {
    return (long) WORD.getAcquire(memory, at(entry) + OWNER);
  }

  /** Changes the owner's word, {@code [OWNER]}. */
  boolean replaceOwner(int entry, long expected, long owner) {
    return WORD.compareAndSet(memory, at(entry) + OWNER, expected, owner);
  }

  /** On what those sleep who wait for an entry's object. */
  Bell bell(int entry) {
    return new Bell(memory, at(entry) + BELL);
  }

  private static long at(int entry) {
    return FIRST + entry * ENTRY_BYTES;
  }
}
