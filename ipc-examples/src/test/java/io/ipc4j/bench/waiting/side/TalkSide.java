package io.ipc4j.bench.waiting.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One of two processes that talk through two queues of the framework by calls that wait: {@code
 * send} and {@code poll} with a timeout.
 *
 * <p>Arguments: {@code left|right}, values of {@code ipc.wait} and {@code ipc.spin}, directory.
 * Commands: {@code trips NANOS}, {@code talk COUNT} and {@code flow COUNT} on the left, {@code
 * echo}, {@code drain} and, never to return, {@code blocked} on the right.
 */
public final class TalkSide implements Commands.Answering {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long STOP = -1;
  private static final int SIZE = 64;

  private final Sender sender;
  private final Receiver receiver;
  private final MemorySegment message = Arena.global().allocate(SIZE, Long.BYTES);
  private final MessageHandler taking = this::take;
  private final MessageHandler echoing = this::takeAndEcho;
  private final Histogram histogram = new Histogram(1, 60_000_000_000L, 3);
  private long next;
  private long count;
  private long sum;
  private boolean stopped;

  private TalkSide(Ipc ipc, boolean left) {
    this.sender = ipc.sender(left ? "there" : "back");
    this.receiver = ipc.receiver(left ? "back" : "there");
  }

  /** Talks on command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Commands.endWithParent();
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", args[3])
            .set("ipc.namespace", "bench")
            .set("ipc.wait", args[1])
            .set("ipc.spin", args[2])
            .build();
    try (Ipc ipc = Ipc.open(config)) {
      Commands.obey(new TalkSide(ipc, args[0].equals("left")));
    }
  }

  @Override
  public String answer(String[] words) throws InterruptedException {
    return switch (words[0]) {
      case "trips" -> trips(Long.parseLong(words[1]));
      case "talk" -> talk(Long.parseLong(words[1]));
      case "flow" -> flow(Long.parseLong(words[1]));
      case "echo" -> untilStopped(echoing, 1);
      case "drain" -> untilStopped(taking, 256);
      case "blocked" -> block();
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  /** Round trips for a while, each timed. */
  private String trips(long nanos) throws InterruptedException {
    histogram.reset();
    long begin = System.nanoTime();
    long end;
    do {
      long start = System.nanoTime();
      turn(next++);
      end = System.nanoTime();
      histogram.recordValue(end - start);
    } while (end - begin < nanos);
    turn(STOP);
    return String.format(
        Locale.ROOT,
        "p50=%d p99=%d mean=%.1f count=%d",
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        (double) (end - begin) / histogram.getTotalCount(),
        histogram.getTotalCount());
  }

  /** A number of round trips. */
  private String talk(long trips) throws InterruptedException {
    for (long i = 0; i < trips; i++) {
      turn(next++);
    }
    turn(STOP);
    return "thread=" + threadNumber();
  }

  /** A number of messages in one direction. */
  private String flow(long messages) throws InterruptedException {
    for (long i = 0; i < messages; i++) {
      send(next++);
    }
    send(STOP);
    return "thread=" + threadNumber();
  }

  private String untilStopped(MessageHandler handler, int limit) throws InterruptedException {
    stopped = false;
    while (!stopped) {
      int ignored = receiver.poll(handler, limit, LONG);
    }
    return "thread=" + threadNumber() + " sum=" + sum;
  }

  /** Waits for a message that doesn't come, on a thread of that name. */
  private String block() throws InterruptedException {
    Thread thread = new Thread(this::receive, "receiver");
    thread.setDaemon(true);
    thread.start();
    thread.join();
    return "interrupted";
  }

  private void receive() {
    try {
      receiver.receive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(long first) throws InterruptedException {
    send(first);
    while (receiver.poll(taking, 1, LONG) == 0) {
      // a minute without an answer: the driver gives up before long
    }
  }

  private void send(long first) throws InterruptedException {
    message.set(ValueLayout.JAVA_LONG, 0, first);
    send(message, 0);
  }

  private void send(MemorySegment source, long offset) throws InterruptedException {
    if (sender.send(source, offset, SIZE) != SendResult.SENT) {
      throw new IllegalStateException("not sent");
    }
  }

  private void take(MemorySegment memory, long offset, long length) {
    long first = memory.get(ValueLayout.JAVA_LONG, offset);
    for (int at = Long.BYTES; at < SIZE; at += Long.BYTES) {
      sum += memory.get(ValueLayout.JAVA_LONG, offset + at);
    }
    if (first == STOP) {
      stopped = true;
    } else if (first != count++) {
      throw new IllegalStateException("message " + first + " instead of " + (count - 1));
    }
  }

  private void takeAndEcho(MemorySegment memory, long offset, long length) {
    try {
      send(memory, offset);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    take(memory, offset, length);
  }

  /** The calling thread's number in the system. */
  private static long threadNumber() {
    try {
      return Long.parseLong(
          String.valueOf(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
