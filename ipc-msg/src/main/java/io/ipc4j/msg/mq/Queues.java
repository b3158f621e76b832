package io.ipc4j.msg.mq;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.fifo.FifoPlace;
import io.ipc4j.msg.fifo.FifoStream;
import io.ipc4j.msg.posix.Errno;
import io.ipc4j.msg.posix.MessageQueue;
import io.ipc4j.msg.posix.MessageQueue.Shape;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;

/**
 * Makes the pair of queues of a link beside its pair of pipes. Safe for any thread.
 *
 * <p>The end that dials makes both queues, as large as finds room, before it knocks; the other end
 * opens them and removes their names at once, so that the kernel frees them with the last process
 * that has them open. <i>If the process dies here:</i> names remain only while those of the pipes
 * do, and are removed with them.
 */
final class Queues implements FifoPlace.Streams {
  private static final Logger LOG = System.getLogger(Queues.class.getName());

  private final String prefix;
  private final QueueLimits limits;
  private final List<Shape> shapes;

  /**
   * Makes the maker.
   *
   * @param namespace part of the queues' names, which are the same in all directories
   * @param limits what the kernel allows
   * @param shapes what to try, the first that finds room is taken
   */
  Queues(String namespace, QueueLimits limits, List<Shape> shapes) {
    this.prefix = "/ipc4j-" + UserDirectory.uid() + "-" + namespace + "-";
    this.limits = limits;
    this.shapes = shapes;
  }

  private String out(String id) {
    return prefix + id + ".a";
  }

  private String back(String id) {
    return prefix + id + ".b";
  }

  @Override
  public ByteStream dialed(FifoStream pair, String id) {
    OsException last = null;
    for (Shape each : shapes) {
      try {
        return make(pair, id, each);
      } catch (OsException e) {
        last = e;
        if (e.errno() != Errno.EMFILE) {
          break;
        }
      }
    }
    pair.close();
    throw refused(out(id), limits, Objects.requireNonNull(last));
  }

  private ByteStream make(FifoStream pair, String id, Shape shape) throws OsException {
    MessageQueue out = MessageQueue.create(out(id), shape);
    MessageQueue back = null;
    try {
      back = MessageQueue.create(back(id), shape);
      return new QueueStream(back, out, pair, () -> abandoned(id));
    } catch (OsException e) {
      out.close();
      if (back != null) {
        back.close();
      }
      abandoned(id);
      throw e;
    }
  }

  /** What it means that no queue can be made. */
  static IpcResourceException refused(String name, QueueLimits limits, OsException e) {
    ErrorText text = ErrorText.of("queue", name);
    return switch (e.errno()) {
      case Errno.EMFILE ->
          new IpcResourceException(
              ErrorIds.NO_SPACE,
              text.problem(
                      "the message queues of this user fill the "
                          + limits.bytes()
                          + " bytes that they may take"
                          + " together, or this process has too many files open")
                  .remedy(
                      "Raise the limit (ulimit -q BYTES, in systemd LimitMSGQUEUE=; ulimit -n),"
                          + " close other channels, or set ipc.mq.message-size lower")
                  .text(),
              e);
      case Errno.ENOSPC ->
          new IpcResourceException(
              ErrorIds.NO_SPACE,
              text.problem(
                      "the system has the " + limits.queues() + " message queues that it may have")
                  .remedy("Raise the limit (sysctl fs.mqueue.queues_max), or remove old queues")
                  .text(),
              e);
      default ->
          new IpcResourceException(
              ErrorIds.SYSTEM_CALL, text.problem("cannot be made: " + e.getMessage()).text(), e);
    };
  }

  @Override
  public ByteStream accepted(FifoStream pair, String id) throws IOException {
    MessageQueue input = null;
    MessageQueue output = null;
    try {
      input = MessageQueue.open(out(id));
      output = MessageQueue.open(back(id));
      requireOwn(input);
      requireOwn(output);
      return new QueueStream(input, output, pair, () -> {});
    } catch (IOException e) {
      if (input != null) {
        input.close();
      }
      if (output != null) {
        output.close();
      }
      throw e;
    } finally {
      abandoned(id);
    }
  }

  private static void requireOwn(MessageQueue queue) throws IOException {
    int owner = queue.owner();
    if (owner != UserDirectory.uid() && owner != 0) {
      throw new IOException("a queue of user " + owner);
    }
  }

  @Override
  public void abandoned(String id) {
    for (String name : List.of(out(id), back(id))) {
      try {
        MessageQueue.unlink(name);
      } catch (OsException e) {
        LOG.log(Level.DEBUG, "the name stays: {0}", e.getMessage());
      }
    }
  }
}
