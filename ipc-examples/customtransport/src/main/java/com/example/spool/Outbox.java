package com.example.spool;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * The writing half of one direction of a link.
 *
 * <p><i>State:</i> records {@code first} to {@code next - 1} were written and not yet seen to be
 * consumed, {@code sizes} holds what they cost and {@code used} the sum. <i>Ordering:</i> a record
 * is renamed to its number when it is complete. <i>If the process dies here:</i> the reader finds
 * the records that have their number, and no part of another.
 */
final class Outbox implements RecordSink {
  /** Where the payload stands in a record's file; before it, its flags in 8 bytes. */
  static final int HEADER = 8;

  static final long LONGEST_RECORD = 1 << 20;

  private static final String TEMPORARY = "next";
  private static final long COST_OF_A_FILE = 64;

  private final Path directory;
  private final long capacity;
  private final BooleanSupplier isUp;
  private final Deque<Long> sizes = new ArrayDeque<>();
  private MemorySegment claimed = Arena.ofAuto().allocate(4096, 8);
  private byte[] bytes = new byte[4096];
  private long claimedLength;
  private long first;
  private long next;
  private long used;

  Outbox(Path directory, long capacity, BooleanSupplier isUp) {
    this.directory = directory;
    this.capacity = capacity;
    this.isUp = isUp;
  }

  @Override
  public long maxRecord() {
    return Math.min(LONGEST_RECORD, capacity / 2 - COST_OF_A_FILE);
  }

  @Override
  public boolean hasRoom(long length) {
    return isUp.getAsBoolean() && fits(length);
  }

  private boolean fits(long length) {
    long needed = length + COST_OF_A_FILE;
    if (used + needed > capacity) {
      forgetConsumed();
    }
    return used + needed <= capacity;
  }

  private void forgetConsumed() {
    while (first < next && !file(first).toFile().exists()) {
      used -= sizes.remove();
      first++;
    }
  }

  private Path file(long number) {
    return directory.resolve(Long.toString(number));
  }

  @Override
  public long claim(long length) {
    if (!isUp.getAsBoolean()) {
      return NO_READER;
    }
    if (!fits(length)) {
      return NO_ROOM;
    }
    if (claimed.byteSize() < HEADER + length) {
      claimed = Arena.ofAuto().allocate(Math.max(HEADER + length, 2 * claimed.byteSize()), 8);
    }
    claimedLength = length;
    return HEADER;
  }

  @Override
  public MemorySegment claimMemory() {
    return claimed;
  }

  @Override
  public void commit(int flags) {
    int length = (int) (HEADER + claimedLength);
    if (bytes.length < length) {
      bytes = new byte[(int) claimed.byteSize()];
    }
    claimed.set(ValueLayout.JAVA_LONG, 0, 0);
    claimed.set(ValueLayout.JAVA_BYTE, 0, (byte) flags);
    MemorySegment.copy(claimed, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    SpoolFiles.publish(bytes, length, directory.resolve(TEMPORARY), file(next));
    sizes.add(claimedLength + COST_OF_A_FILE);
    used += claimedLength + COST_OF_A_FILE;
    next++;
  }

  @Override
  public void abort() {
    // nothing has left this object's memory
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    long at = claim(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    MemorySegment.copy(source, offset, claimed, at, length);
    commit(flags);
    return SendResult.SENT;
  }

  /** How many records were not yet seen to be consumed. */
  long unread() {
    forgetConsumed();
    return next - first;
  }
}
