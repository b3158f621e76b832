package io.ipc4j.bench.waiting.side;

import io.ipc4j.bench.waiting.side.Commands.Answering;
import java.io.IOException;

/**
 * A publisher or a subscriber of one channel, of the framework or of Aeron, which waits by backing
 * off.
 *
 * <p>Arguments: {@code publisher|subscriber}, {@code ipc4j|aeron}, directory. Commands: {@code
 * publish NANOS} for the one, {@code drain} for the other, which ends with the message that ends
 * publishing. Each tells what the process used of the processors meanwhile.
 */
public final class CrowdSide {
  static final long STOP = -1;
  static final int SIZE = 64;
  static final int CLOCK_EVERY = 256;

  private CrowdSide() {}

  /** A system's publisher and subscriber; a process uses one of both. */
  interface Wire extends AutoCloseable {
    /** Whether that many subscribers are connected. */
    boolean isReady(int subscribers);

    /** Publishes a message, waiting for room. */
    void publish(long first) throws InterruptedException;

    /** Hands on what has come, waiting for it. */
    void take(Inbox inbox) throws InterruptedException;

    @Override
    void close();
  }

  /** What has come: checks the order, uses every word. */
  static final class Inbox {
    private long next = -1;
    private long sum;
    private long count;
    private boolean stopped;

    void took(long first, long others) {
      sum += others;
      if (first == STOP) {
        stopped = true;
      } else {
        if (next >= 0 && first != next) {
          throw new IllegalStateException("message " + first + " instead of " + next);
        }
        next = first + 1;
        count++;
      }
    }
  }

  /** Works on command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Commands.endWithParent();
    boolean publisher = args[0].equals("publisher");
    try (Wire wire =
        args[1].equals("aeron")
            ? new AeronCrowd(publisher, args[2])
            : new IpcCrowd(publisher, args[2])) {
      Commands.obey(publisher ? publishing(wire) : draining(wire));
    }
  }

  private static Answering publishing(Wire wire) {
    long[] next = {0};
    return words -> {
      if (words[0].equals("await")) {
        while (!wire.isReady(Integer.parseInt(words[1]))) {
          Thread.sleep(1);
        }
        return "ready";
      }
      long nanos = Long.parseLong(words[1]);
      long used = Clock.used();
      long first = next[0];
      long begin = System.nanoTime();
      do {
        for (int i = 0; i < CLOCK_EVERY; i++) {
          wire.publish(next[0]++);
        }
      } while (System.nanoTime() - begin < nanos);
      wire.publish(STOP);
      return "count=" + (next[0] - first) + " used=" + (Clock.used() - used);
    };
  }

  private static Answering draining(Wire wire) {
    Inbox inbox = new Inbox();
    return words -> {
      long used = Clock.used();
      long before = inbox.count;
      inbox.stopped = false;
      while (!inbox.stopped) {
        wire.take(inbox);
      }
      return "count=%d used=%d sum=%d"
          .formatted(inbox.count - before, Clock.used() - used, inbox.sum);
    };
  }
}
