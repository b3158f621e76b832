package io.ipc4j.bench.side;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** A ring buffer of Agrona over a mapped file in each direction. */
final class AgronaWire extends Wire {
  private static final int TYPE = 1;

  private final RingBuffer out;
  private final RingBuffer in;
  private final MappedByteBuffer outFile;
  private final MappedByteBuffer inFile;
  private final boolean tuned;
  private final int size;
  private final boolean copies;
  private final UnsafeBuffer message;
  private final UnsafeBuffer copy;
  private final MessageHandler taking = this::take;
  private final MessageHandler echoing = this::takeAndEcho;

  AgronaWire(SideSpec spec) {
    this.tuned = spec.tuned();
    this.size = spec.size();
    this.copies = spec.work() == Work.COPY;
    this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(size));
    this.copy = new UnsafeBuffer(ByteBuffer.allocateDirect(size));
    this.outFile = map(spec, spec.left() ? "there" : "back");
    this.inFile = map(spec, spec.left() ? "back" : "there");
    boolean many = spec.part(1, "one-to-one").equals("many-to-one");
    this.out = ring(outFile, many);
    this.in = ring(inFile, many);
  }

  private static MappedByteBuffer map(SideSpec spec, String name) {
    File file = spec.directory().resolve(name).toFile();
    return IoUtil.mapExistingFile(file, name);
  }

  private static RingBuffer ring(MappedByteBuffer file, boolean many) {
    UnsafeBuffer buffer = new UnsafeBuffer(file);
    return many ? new ManyToOneRingBuffer(buffer) : new OneToOneRingBuffer(buffer);
  }

  @Override
  boolean isReady() {
    return true;
  }

  @Override
  boolean trySend(long first) {
    message.putLong(0, first, ByteOrder.nativeOrder());
    return out.write(TYPE, message, 0, size);
  }

  @Override
  int poll(int limit) {
    return in.read(taking, limit);
  }

  @Override
  int echo() {
    return in.read(echoing, 1);
  }

  private void take(int type, MutableDirectBuffer buffer, int offset, int length) {
    if (copies) {
      buffer.getBytes(offset, copy, 0, length);
      inbox.took(copy.getLong(0), copy.getLong(length - Long.BYTES));
      return;
    }
    inbox.took(buffer.getLong(offset), sumOf(buffer, offset));
  }

  private void takeAndEcho(int type, MutableDirectBuffer buffer, int offset, int length) {
    if (copies) {
      buffer.getBytes(offset, copy, 0, length);
    }
    while (!(copies ? out.write(TYPE, copy, 0, length) : out.write(TYPE, buffer, offset, length))) {
      Thread.onSpinWait();
    }
    inbox.took(buffer.getLong(offset), length);
  }

  /** The sum of the words after the first. */
  static long sumOf(DirectBuffer buffer, int offset) {
    long sum = 0;
    for (int at = Long.BYTES; at < Payload.BYTES; at += Long.BYTES) {
      sum += buffer.getLong(offset + at);
    }
    return sum;
  }

  @Override
  void afterEmptyPoll() {
    if (tuned) {
      SideSpec.stepBack();
    }
  }

  @Override
  public void close() {
    IoUtil.unmap(outFile);
    IoUtil.unmap(inFile);
  }
}
