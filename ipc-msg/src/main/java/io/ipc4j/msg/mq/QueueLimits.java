package io.ipc4j.msg.mq;

import io.ipc4j.msg.posix.MessageQueue.Shape;
import io.ipc4j.msg.posix.SystemSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel allows for message queues.
 *
 * @param bytes what all queues of this user may take together ({@code RLIMIT_MSGQUEUE})
 * @param messages how many messages a queue may hold
 * @param messageSize how long a message may be
 * @param queues how many queues there may be
 */
record QueueLimits(long bytes, long messages, long messageSize, long queues) {
  private static final Path SYSTEM = Path.of("/proc/sys/fs/mqueue");
  private static final Path PROCESS = Path.of("/proc/self/limits");
  private static final String LIMIT = "Max msgqueue size";

  /** What the kernel counts for a message beside its bytes: a header, and a node of a tree. */
  private static final long OVERHEAD = 96;

  /** So many links find room beside each other before they become smaller. */
  private static final long LINKS = 48;

  private static final long MANY = 10;
  private static final long SOME = 8;

  /** A queue holds the hello of an end, whatever else: 2048 bytes and the frame's header. */
  private static final long HELLO = 2056;

  private static final long ROUND = 64;

  /** Reads the limits. */
  static QueueLimits read() throws IOException {
    return new QueueLimits(
        bytes(Files.readAllLines(PROCESS)),
        SystemSetting.read(SYSTEM.resolve("msg_max")),
        SystemSetting.read(SYSTEM.resolve("msgsize_max")),
        SystemSetting.read(SYSTEM.resolve("queues_max")));
  }

  /** The line is {@code Max msgqueue size soft hard bytes}. */
  static long bytes(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(LIMIT)) {
        String soft = line.substring(LIMIT.length()).strip().split("\\s+", -1)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * Shapes of a queue to try, the largest first: the first leaves room for many links of the same,
   * and each that follows takes half of the one before.
   */
  List<Shape> shapes() {
    Shape least = shape(Math.min(SOME, messages), 0);
    List<Shape> shapes = new ArrayList<>();
    for (long share = share(); share > cost(least); share /= 2) {
      shapes.add(shape(Math.min(MANY, messages), share));
    }
    shapes.add(least);
    return shapes.stream().distinct().toList();
  }

  /** The shape that was asked for; what is 0 was not. */
  Shape asked(long count, long size) {
    long most = count == 0 ? Math.min(MANY, messages) : count;
    return size == 0 ? shape(most, share()) : new Shape(most, size);
  }

  /** What a queue may take: a link has two. */
  private long share() {
    long largest = MANY * (messageSize + OVERHEAD);
    return Math.min(bytes / LINKS / 2, largest);
  }

  /** A queue of so many messages that takes no more than its share, but holds a hello. */
  private Shape shape(long count, long share) {
    long size = Math.min(messageSize, (share / count - OVERHEAD) / ROUND * ROUND);
    return new Shape(count, Math.max(size, roundUp((HELLO + count - 1) / count)));
  }

  /** Whether a queue can take what an end says first. */
  static boolean holdsHello(Shape shape) {
    return shape.messages() * shape.bytes() >= HELLO;
  }

  private static long roundUp(long size) {
    return (size + 7) & ~7L;
  }

  /** What the kernel counts for a queue. */
  static long cost(Shape shape) {
    return shape.messages() * (shape.bytes() + OVERHEAD);
  }
}
