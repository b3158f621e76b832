package io.ipc4j.msg.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A POSIX message queue that is open in non-blocking mode. One thread sends and one receives at a
 * time; {@link #close} is for any thread.
 *
 * <p>A queue lives until its name is removed and the last process that has it open closes it or
 * ends.
 */
public final class MessageQueue implements AutoCloseable {
  private static final MethodHandle OPEN =
      Libc.link(
          "mq_open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS), 2);
  private static final MethodHandle UNLINK =
      Libc.link("mq_unlink", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle GETATTR =
      Libc.link("mq_getattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SEND =
      Libc.link("mq_send", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECEIVE =
      Libc.link(
          "mq_receive", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));

  /** struct mq_attr: flags, most messages, bytes of a message, messages that wait, 4 unused. */
  private static final long ATTRIBUTES = 64;

  private static final int PRIVATE_FILE = 0600;

  private final Descriptor descriptor;
  private final Shape shape;

  /**
   * How much a queue holds.
   *
   * @param messages how many messages at most
   * @param bytes how long a message may be
   */
  public record Shape(long messages, long bytes) {}

  private MessageQueue(Descriptor descriptor, Shape shape) {
    this.descriptor = descriptor;
    this.shape = shape;
  }

  /** Whether the C library has message queues; the kernel may have none all the same. */
  public static boolean isInLibrary() {
    return Libc.has("mq_open");
  }

  /** Makes a queue for this user alone; the name, which begins with a slash, must be free. */
  public static MessageQueue create(String name, Shape shape) throws OsException {
    int flags = Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL;
    int fd =
        Posix.call(
            "mq_open",
            name,
            (capture, arena) -> {
              MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
              attributes.set(ValueLayout.JAVA_LONG, 8, shape.messages);
              attributes.set(ValueLayout.JAVA_LONG, 16, shape.bytes);
              return open(capture, arena.allocateFrom(name), flags, attributes);
            });
    return new MessageQueue(new Descriptor(fd), shape);
  }

  /** Opens a queue that exists. */
  public static MessageQueue open(String name) throws OsException {
    Descriptor descriptor =
        new Descriptor(
            Posix.call(
                "mq_open",
                name,
                (capture, arena) ->
                    open(capture, arena.allocateFrom(name), Posix.O_RDWR, MemorySegment.NULL)));
    try {
      return new MessageQueue(descriptor, shapeOf(descriptor));
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  private static int open(
      MemorySegment capture, MemorySegment name, int flags, MemorySegment attributes)
      throws Throwable {
    int all = flags | Posix.O_NONBLOCK | Posix.O_CLOEXEC;
    return (int) OPEN.invokeExact(capture, name, all, PRIVATE_FILE, attributes);
  }

  private static Shape shapeOf(Descriptor descriptor) throws OsException {
    int fd = descriptor.acquire();
    try {
      long[] found = new long[2];
      Posix.call(
          "mq_getattr",
          "",
          (capture, arena) -> {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
            int done = (int) GETATTR.invokeExact(capture, fd, attributes);
            found[0] = attributes.get(ValueLayout.JAVA_LONG, 8);
            found[1] = attributes.get(ValueLayout.JAVA_LONG, 16);
            return done;
          });
      return new Shape(found[0], found[1]);
    } finally {
      descriptor.release();
    }
  }

  /** Removes a name; a queue that is open stays open. A name that doesn't exist does no harm. */
  public static void unlink(String name) throws OsException {
    try {
      Posix.call(
          "mq_unlink",
          name,
          (capture, arena) -> (int) UNLINK.invokeExact(capture, arena.allocateFrom(name)));
    } catch (OsException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  /** How much it holds. */
  public Shape shape() {
    return shape;
  }

  /** What is waited on: readable with a message, writable with room for one. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** The user whose queue it is. */
  public int owner() throws IOException {
    int fd = descriptor.acquire();
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:uid");
      return uid instanceof Integer number ? number : -1;
    } finally {
      descriptor.release();
    }
  }

  /**
   * Sends a message.
   *
   * @param message native memory
   * @param length no more than the {@link #shape} allows
   * @return whether there was room
   */
  public boolean send(MemorySegment message, long length) throws OsException {
    MemorySegment capture = Libc.capture();
    int fd = descriptor.acquire();
    try {
      while ((int) SEND.invokeExact(capture, fd, message, length, 0) != 0) {
        if (Descriptor.isOver("mq_send", capture)) {
          return false;
        }
      }
      return true;
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      descriptor.release();
    }
  }

  /**
   * Receives a message.
   *
   * @param target native memory, as large as the {@link #shape} says or larger
   * @return its length, -1 if there is none
   */
  public long receive(MemorySegment target) throws OsException {
    MemorySegment capture = Libc.capture();
    int fd = descriptor.acquire();
    try {
      while (true) {
        long length =
            (long) RECEIVE.invokeExact(capture, fd, target, target.byteSize(), MemorySegment.NULL);
        if (length >= 0) {
          return length;
        }
        if (Descriptor.isOver("mq_receive", capture)) {
          return -1;
        }
      }
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      descriptor.release();
    }
  }

  /** Closes; the name stays. Idempotent. */
  @Override
  public void close() {
    descriptor.close();
  }
}
