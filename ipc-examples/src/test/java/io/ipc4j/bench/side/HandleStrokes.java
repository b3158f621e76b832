package io.ipc4j.bench.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The framework's handles. */
final class HandleStrokes implements Strokes {
  private final Ipc sending;
  private final Ipc receiving;
  private final Sender sender;
  private final Receiver receiver;
  private final int size;
  private final MemorySegment message;
  private final byte[] array;
  private final MessageHandler handler = this::take;
  private long sum;

  HandleStrokes(IpcConfig config, int size) {
    this.size = size;
    this.message = Arena.global().allocate(size, Long.BYTES);
    this.array = new byte[size];
    this.receiving = Ipc.open(config);
    this.sending = Ipc.open(config);
    this.receiver = receiving.receiver("layer");
    this.sender = sending.sender("layer");
    while (!receiver.isConnected() || !sender.isConnected()) {
      receiver.poll(handler, 1);
      sender.trySend(message);
    }
    while (receiver.poll(handler, 1) > 0) {
      sum = 0;
    }
  }

  @Override
  public void send(int count) {
    for (int i = 0; i < count; i++) {
      message.set(ValueLayout.JAVA_LONG, 0, i);
      if (sender.trySend(message, 0, size) != SendResult.SENT) {
        throw new IllegalStateException("not sent");
      }
    }
  }

  /** As {@link #send}, from an array. */
  void sendArray(int count) {
    for (int i = 0; i < count; i++) {
      if (sender.trySend(array, 0, size) != SendResult.SENT) {
        throw new IllegalStateException("not sent");
      }
    }
  }

  @Override
  public void lend(int count) {
    for (int i = 0; i < count; i++) {
      Loan loan = sender.tryLoan(size);
      if (loan == null) {
        throw new IllegalStateException("not lent");
      }
      loan.memory().set(ValueLayout.JAVA_LONG, loan.offset(), i);
      loan.commit();
    }
  }

  @Override
  public void pollEach(int count) {
    int got = 0;
    while (got < count) {
      got += receiver.poll(handler, 1);
    }
  }

  @Override
  public void pollAll(int count) {
    int got = 0;
    while (got < count) {
      got += receiver.poll(handler, count);
    }
  }

  private void take(MemorySegment memory, long offset, long length) {
    sum += memory.get(ValueLayout.JAVA_LONG, offset);
  }

  @Override
  public long sum() {
    return sum;
  }

  @Override
  public void close() {
    sending.close();
    receiving.close();
  }
}
