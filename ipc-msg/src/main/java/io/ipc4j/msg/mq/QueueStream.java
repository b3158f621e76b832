package io.ipc4j.msg.mq;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.fifo.FifoStream;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.MessageQueue;
import io.ipc4j.msg.posix.OsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream over two message queues, one for each direction: its bytes are cut into messages that
 * the queue takes, and joined again.
 *
 * <p>A queue doesn't tell whether anybody has it open. Both ends hold a pair of pipes beside it,
 * over which nothing is sent: the kernel ends them when a process dies. <i>State:</i> what is left
 * of the message that was received last lies in {@code joint} from its position to its limit; the
 * one thread that reads owns it, the one that writes owns {@code cut}.
 */
final class QueueStream implements ByteStream {
  private final MessageQueue input;
  private final MessageQueue output;
  private final FifoStream line;
  private final Runnable removal;
  private final Source source;
  private final Source.OfDescriptors standby;
  private final MemorySegment message;
  private final ByteBuffer joint;
  private final ByteBuffer cut;
  private final ByteBuffer nothing = ByteBuffer.allocateDirect(8);
  private volatile boolean met;

  /**
   * Makes a stream; it owns queues and pipes.
   *
   * @param line the pipes
   * @param removal removes the names of the queues, if the other end hasn't done it
   */
  QueueStream(MessageQueue input, MessageQueue output, FifoStream line, Runnable removal)
      throws OsException {
    this.input = input;
    this.output = output;
    this.line = line;
    this.removal = removal;
    this.source =
        new Source.OfDescriptors(
            List.of(input.descriptor(), line.input()), List.of(output.descriptor()));
    this.standby =
        new Source.OfDescriptors(duplicates(input.descriptor(), line.input()), List.of());
    this.message = Arena.ofAuto().allocate(input.shape().bytes(), 8);
    this.joint = message.asByteBuffer().limit(0);
    this.cut = ByteBuffer.allocateDirect((int) output.shape().bytes());
  }

  /** Other descriptors of the same files; none if one can't be made. */
  private static List<Descriptor> duplicates(Descriptor first, Descriptor second)
      throws OsException {
    Descriptor done = first.duplicate();
    try {
      return List.of(done, second.duplicate());
    } catch (OsException e) {
      done.close();
      throw e;
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int before = target.position();
    drain(target);
    int read = target.position() - before;
    if (read > 0 || !target.hasRemaining()) {
      return read;
    }
    if (line.read(nothing.clear()) >= 0) {
      return 0;
    }
    drain(target); // what was sent before the end
    return target.position() > before ? target.position() - before : -1;
  }

  /** Takes what is left of a message, and the messages that wait. */
  private void drain(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (joint.hasRemaining()) {
        int some = Math.min(joint.remaining(), target.remaining());
        target.put(joint.slice(joint.position(), some));
        joint.position(joint.position() + some);
      } else if (!receive(target)) {
        return;
      }
    }
  }

  /** Receives a message, in place if it is sure to fit. */
  private boolean receive(ByteBuffer target) throws IOException {
    boolean fits = target.isDirect() && target.remaining() >= message.byteSize();
    long length = input.receive(fits ? MemorySegment.ofBuffer(target) : message);
    if (length < 0) {
      return false;
    }
    if (fits) {
      target.position(target.position() + (int) length);
    } else {
      joint.clear().limit((int) length);
    }
    if (!met) {
      met = true;
      line.met();
    }
    return true;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int before = bytes.position();
    while (bytes.hasRemaining()) {
      cut.clear();
      int some = Math.min(bytes.remaining(), cut.remaining());
      MemorySegment part;
      if (bytes.isDirect()) {
        part = MemorySegment.ofBuffer(bytes);
      } else {
        cut.put(bytes.duplicate().limit(bytes.position() + some));
        part = MemorySegment.ofBuffer(cut.flip());
      }
      if (!output.send(part, some)) {
        break;
      }
      bytes.position(bytes.position() + some);
    }
    return bytes.position() - before;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    long written = 0;
    while (true) {
      gather(sources);
      int some = cut.flip().remaining();
      if (some == 0 || !output.send(MemorySegment.ofBuffer(cut), some)) {
        return written;
      }
      skip(sources, some);
      written += some;
    }
  }

  private void gather(ByteBuffer[] sources) {
    cut.clear();
    for (ByteBuffer each : sources) {
      int some = Math.min(each.remaining(), cut.remaining());
      cut.put(each.slice(each.position(), some));
    }
  }

  private static void skip(ByteBuffer[] sources, int bytes) {
    int left = bytes;
    for (ByteBuffer each : sources) {
      int some = Math.min(each.remaining(), left);
      each.position(each.position() + some);
      left -= some;
    }
  }

  @Override
  public Source source() {
    return source;
  }

  /**
   * The end of the pipe is part of it: the queue of a dead process fills, and who waits for room in
   * it never hears of an error.
   */
  @Override
  public Optional<Source> standby() {
    return Optional.of(standby);
  }

  @Override
  public OptionalLong uid() {
    return line.uid();
  }

  @Override
  public void close() {
    input.close();
    standby.inputs().forEach(Descriptor::close);
    output.close();
    if (!met) {
      removal.run();
    }
    line.close();
  }
}
