package io.ipc4j.bench.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The framework without a copy: messages are written into loans and handled where they lie, in a
 * channel's ring or ({@code ipc4j:shm:pool}) in its pool.
 *
 * <p>Every word but the first is the same, so that a whole message can be checked by comparing its
 * halves, which is as fast as a processor can read.
 */
final class PlaceWire extends Wire {
  /**
   * Not of equal bytes: of those a C compiler makes a call of memset, whose instruction stores
   * lines without fetching them. That would compare two ways to fill memory, and no transports.
   */
  private static final long PATTERN = 0x0123_4567_89AB_CDEFL;

  /** How many messages the pool of a channel has room for, and its least size. */
  private static final long POOL_MESSAGES = 4;

  private static final long LEAST_POOL = 16 << 20;

  private final Ipc ipc;
  private final Sender sender;
  private final Receiver receiver;
  private final int size;
  private final boolean whole;
  private final MessageHandler taking = this::take;
  private final MessageHandler answering = this::takeAndAnswer;
  private boolean greeted;

  PlaceWire(SideSpec spec, String transport, boolean pool) {
    Crowd.use(transport);
    this.size = spec.size();
    this.whole = spec.work() == Work.IN_PLACE;
    IpcConfig.Builder config = IpcWire.config(spec, transport);
    for (String channel : List.of("there", "back")) {
      String key = "ipc.channel." + channel;
      config.set(key + ".max-message-size", Integer.toString(size));
      if (pool) {
        config.set(key + ".pool", Long.toString(Math.max(LEAST_POOL, POOL_MESSAGES * size)));
      }
    }
    this.ipc = Ipc.open(config.build());
    this.sender = ipc.sender(spec.left() ? "there" : "back");
    this.receiver = ipc.receiver(spec.left() ? "back" : "there");
  }

  @Override
  boolean isReady() {
    greeted = greeted || trySend(Inbox.STOP);
    receiver.poll(taking, 1);
    boolean ready = greeted && inbox.isStopped();
    if (ready) {
      inbox.restart();
    }
    return ready;
  }

  @Override
  boolean trySend(long first) {
    Loan loan = sender.tryLoan(size);
    if (loan == null) {
      return false;
    }
    write(loan.memory(), loan.offset(), first);
    return loan.commit() == SendResult.SENT;
  }

  private void write(MemorySegment memory, long offset, long first) {
    if (whole) {
      int words = size / Long.BYTES;
      for (int i = 1; i < words; i++) {
        memory.set(ValueLayout.JAVA_LONG, offset + (long) i * Long.BYTES, PATTERN);
      }
    } else {
      memory.set(ValueLayout.JAVA_LONG, offset + size - Long.BYTES, PATTERN);
    }
    memory.set(ValueLayout.JAVA_LONG, offset, first);
  }

  private void check(MemorySegment memory, long offset, long length) {
    long end = offset + length;
    long half = length / 2;
    boolean right =
        length == size
            && memory.get(ValueLayout.JAVA_LONG, end - Long.BYTES) == PATTERN
            && (!whole
                || MemorySegment.mismatch(
                        memory,
                        offset + Long.BYTES,
                        offset + half,
                        memory,
                        offset + half,
                        end - Long.BYTES)
                    < 0);
    if (!right) {
      throw new IllegalStateException("a message of " + length + " bytes is not what was written");
    }
  }

  @Override
  int poll(int limit) {
    return receiver.poll(taking, limit);
  }

  @Override
  int echo() {
    return receiver.poll(answering, 1);
  }

  private void take(MemorySegment memory, long offset, long length) {
    check(memory, offset, length);
    inbox.took(memory.get(ValueLayout.JAVA_LONG, offset), length);
  }

  private void takeAndAnswer(MemorySegment memory, long offset, long length) {
    check(memory, offset, length);
    long first = memory.get(ValueLayout.JAVA_LONG, offset);
    while (!trySend(first)) {
      Thread.onSpinWait();
    }
    inbox.took(first, length);
  }

  @Override
  public void close() {
    ipc.close();
  }
}
