package io.ipc4j.msg.fifo;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream over two named pipes, one for each direction, that nobody else has open.
 *
 * <p>Whether the other end lives is what the kernel says: a pipe that nobody has open for writing
 * any more ends, and one that nobody has open for reading fails. The dialing end opens both before
 * the other end knows of them. <i>State:</i> until the dialing end has read something it keeps
 * {@code waiting}: a reader of its own output, since it could not open that otherwise, and the pipe
 * at which it knocked, which tells if nobody is at the door any more.
 */
public final class FifoStream implements ByteStream {
  private final Descriptor input;
  private final Descriptor output;
  private final Source source;
  private final OptionalLong uid;
  private volatile @Nullable Waiting waiting;

  /** What a dialing end holds until the other end has answered, and what is done then. */
  private record Waiting(Descriptor keeper, Descriptor knock, Runnable removal) {
    void end() {
      keeper.close();
      knock.close();
      removal.run();
    }
  }

  private FifoStream(
      Descriptor input, Descriptor output, OptionalLong uid, @Nullable Waiting waiting) {
    this.input = input;
    this.output = output;
    this.source = new Source.OfDescriptors(List.of(input), List.of(output));
    this.uid = uid;
    this.waiting = waiting;
  }

  /**
   * The dialing end's stream. Owns all descriptors.
   *
   * @param keeper reads from the pipe of {@code output}
   * @param knock writes where the other end listens
   * @param removal removes the names of the pipes
   */
  static FifoStream dialed(
      Descriptor input,
      Descriptor output,
      Descriptor keeper,
      Descriptor knock,
      OptionalLong uid,
      Runnable removal) {
    return new FifoStream(input, output, uid, new Waiting(keeper, knock, removal));
  }

  /** The listening end's stream. Owns both descriptors. */
  static FifoStream accepted(Descriptor input, Descriptor output, OptionalLong uid) {
    return new FifoStream(input, output, uid, null);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = input.read(target);
    Waiting before = waiting;
    if (before == null) {
      return read;
    }
    if (read > 0) {
      met();
    }
    return read < 0 && !isOver(before) ? 0 : read;
  }

  /** Whether a pipe that has no writer had one, or never will. */
  private boolean isOver(Waiting before) throws OsException {
    return (Posix.poll(input, 0, 0) & Posix.POLLHUP) != 0
        || (Posix.poll(before.knock, 0, 0) & Posix.POLLERR) != 0;
  }

  /** Notes that the other end has answered; for who reads. */
  public void met() {
    Waiting before = waiting;
    if (before != null) {
      waiting = null;
      before.end();
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return output.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return output.write(sources);
  }

  /** The pipe that is read from, which tells when the other end is gone. */
  public Descriptor input() {
    return input;
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public OptionalLong uid() {
    return uid;
  }

  @Override
  public void close() {
    input.close();
    output.close();
    Waiting before = waiting;
    if (before != null) {
      before.end();
    }
  }
}
