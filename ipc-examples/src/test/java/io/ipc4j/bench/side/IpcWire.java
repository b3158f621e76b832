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
import java.time.Duration;

/** The framework, through its public API, with a queue in each direction. */
final class IpcWire extends Wire {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Ipc ipc;
  private final Sender sender;
  private final Receiver receiver;
  private final Calls calls;
  private final int size;
  private final MemorySegment message;
  private final MemorySegment copy;
  private final MessageHandler taking;
  private final MessageHandler echoing;
  private boolean greeted;

  /** Which of the API's forms is measured. */
  enum Calls {
    /** {@code trySend} of a segment and {@code poll}, in a loop of the caller's. */
    TRY,
    /** {@code tryLoan} and {@code commit}, and {@code poll}. */
    LOAN,
    /** {@code send} and {@code poll} with a timeout, which wait by {@code ipc.wait=spin}. */
    BLOCKING
  }

  IpcWire(SideSpec spec, String transport, Calls calls) {
    Crowd.use(transport);
    this.calls = calls;
    this.size = spec.size();
    this.message = Arena.global().allocate(size, Long.BYTES);
    this.copy = Arena.global().allocate(size, Long.BYTES);
    this.ipc = Ipc.open(config(spec, transport).build());
    this.sender = ipc.sender(spec.left() ? "there" : "back");
    this.receiver = ipc.receiver(spec.left() ? "back" : "there");
    boolean copies = spec.work() == Work.COPY;
    this.taking = copies ? this::takeCopy : this::take;
    this.echoing = copies ? this::copyAndEcho : this::takeAndEcho;
  }

  /** What every channel of the benchmark has. */
  static IpcConfig.Builder config(SideSpec spec, String transport) {
    return IpcConfig.builder()
        .set("ipc.transport", transport)
        .set("ipc.directory", spec.directory().toString())
        .set("ipc.namespace", "bench")
        .set("ipc.wait", "spin");
  }

  /** Greets the other side, and waits to be greeted: connecting is the work of sends and polls. */
  @Override
  boolean isReady() {
    if (!greeted) {
      message.set(ValueLayout.JAVA_LONG, 0, Inbox.STOP);
      greeted = sender.trySend(message) == SendResult.SENT;
    }
    receiver.poll(taking, 1);
    boolean ready = greeted && inbox.isStopped();
    if (ready) {
      inbox.restart();
    }
    return ready;
  }

  @Override
  boolean trySend(long first) {
    message.set(ValueLayout.JAVA_LONG, 0, first);
    return send(message, 0);
  }

  private boolean send(MemorySegment source, long offset) {
    return switch (calls) {
      case TRY -> sender.trySend(source, offset, size) == SendResult.SENT;
      case LOAN -> lend(source, offset);
      case BLOCKING -> sendBlocking(source, offset);
    };
  }

  private boolean lend(MemorySegment source, long offset) {
    Loan loan = sender.tryLoan(size);
    if (loan == null) {
      return false;
    }
    MemorySegment.copy(source, offset, loan.memory(), loan.offset(), size);
    return loan.commit() == SendResult.SENT;
  }

  private boolean sendBlocking(MemorySegment source, long offset) {
    try {
      return sender.send(source, offset, size) == SendResult.SENT;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  int poll(int limit) {
    return poll(taking, limit);
  }

  @Override
  int echo() {
    return poll(echoing, 1);
  }

  private int poll(MessageHandler handler, int limit) {
    if (calls != Calls.BLOCKING) {
      return receiver.poll(handler, limit);
    }
    try {
      return receiver.poll(handler, limit, LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(MemorySegment memory, long offset, long length) {
    long others = 0;
    for (int at = Long.BYTES; at < Payload.BYTES; at += Long.BYTES) {
      others += memory.get(ValueLayout.JAVA_LONG, offset + at);
    }
    inbox.took(memory.get(ValueLayout.JAVA_LONG, offset), others);
  }

  private void takeAndEcho(MemorySegment memory, long offset, long length) {
    while (!send(memory, offset)) {
      Thread.onSpinWait();
    }
    inbox.took(memory.get(ValueLayout.JAVA_LONG, offset), length);
  }

  private void takeCopy(MemorySegment memory, long offset, long length) {
    MemorySegment.copy(memory, offset, copy, 0, length);
    inbox.took(
        copy.get(ValueLayout.JAVA_LONG, 0), copy.get(ValueLayout.JAVA_LONG, length - Long.BYTES));
  }

  private void copyAndEcho(MemorySegment memory, long offset, long length) {
    MemorySegment.copy(memory, offset, copy, 0, length);
    while (!send(copy, 0)) {
      Thread.onSpinWait();
    }
    inbox.took(copy.get(ValueLayout.JAVA_LONG, 0), length);
  }

  @Override
  public void close() {
    ipc.close();
  }
}
