package io.ipc4j.internal;

import java.lang.foreign.MemorySegment;

/**
 * A message that its sender keeps until a receiver has acknowledged it. Guarded by its sender.
 *
 * <p><i>Ownership:</i> a {@link KeptPool} lends it; it goes back when it is acknowledged.
 */
final class Kept {
  /** What each message costs beside its bytes, so that empty ones don't pile up either. */
  static final long OVERHEAD = 64;

  final MemorySegment memory;
  long length;

  /** Its place among the messages of its sender, from 1. */
  long number;

  /** How many messages were lost just before it. */
  long gap;

  /** Whether a receiver may have handled it before. */
  boolean again;

  Kept(MemorySegment memory) {
    this.memory = memory;
  }

  long cost() {
    return length + OVERHEAD;
  }
}
