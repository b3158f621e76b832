package io.ipc4j.bench.waiting.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A process in which very many virtual threads wait, or the one that sends to them.
 *
 * <p>Arguments: {@code waiting|sending}, directory. Commands of the one: {@code shared COUNT}
 * threads on one receiver, {@code channels COUNT} with a thread each; {@code probe COUNT}, how soon
 * an unrelated virtual thread starts; {@code used NANOS}, what the process uses in that time;
 * {@code got COUNT}, until so many have got their message. Commands of the other: {@code shared
 * COUNT} messages to the one receiver, {@code channels COUNT}, one to each.
 */
public final class ManySide {
  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Ipc ipc;
  private final AtomicLong got = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final List<Sender> senders = new ArrayList<>();

  private ManySide(Ipc ipc) {
    this.ipc = ipc;
  }

  /** Waits or sends on command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Commands.endWithParent();
    try (Ipc ipc = Ipc.open(MortalSide.config(args[1]))) {
      ManySide side = new ManySide(ipc);
      Commands.obey(args[0].equals("waiting") ? side::waits : side::sends);
    }
  }

  private String waits(String[] words) throws InterruptedException {
    long count = Long.parseLong(words[1]);
    return switch (words[0]) {
      case "shared" -> shared(count);
      case "channels" -> channels(count);
      case "probe" -> probe(count);
      case "used" -> used(count);
      case "got" -> got(count);
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String shared(long count) {
    Receiver receiver = ipc.receiver("shared").shared();
    for (long i = 0; i < count; i++) {
      start(receiver);
    }
    return started(count);
  }

  private String channels(long count) {
    for (long i = 0; i < count; i++) {
      start(ipc.receiver("channel-" + i));
    }
    return started(count);
  }

  private void start(Receiver receiver) {
    Thread ignored =
        Thread.ofVirtual()
            .start(() -> {
              waiting.incrementAndGet();
              try {
                if (receiver.receive().length() == Long.BYTES) {
                  got.incrementAndGet();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private String started(long count) {
    while (waiting.get() < count) {
      LockSupport.parkNanos(EVERY);
    }
    waiting.set(0);
    return "waiting=" + count;
  }

  /** Starts one unrelated thread after the other, each at its time. */
  private static String probe(long count) throws InterruptedException {
    Histogram histogram = new Histogram(1, 60_000_000_000L, 3);
    for (long i = 0; i < count; i++) {
      CountDownLatch ran = new CountDownLatch(1);
      long[] taken = {0};
      long begin = System.nanoTime();
      Thread ignored =
          Thread.ofVirtual()
              .start(() -> {
                taken[0] = System.nanoTime() - begin;
                ran.countDown();
              });
      ran.await();
      histogram.recordValue(taken[0]);
      LockSupport.parkNanos(EVERY);
    }
    return "p50=%d p99=%d max=%d count=%d"
        .formatted(
            histogram.getValueAtPercentile(50),
            histogram.getValueAtPercentile(99),
            histogram.getMaxValue(),
            count);
  }

  private static String used(long nanos) throws InterruptedException {
    long used = Clock.used();
    long begin = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(nanos);
    return "share=" + (double) (Clock.used() - used) / (System.nanoTime() - begin);
  }

  private String got(long count) {
    long begin = System.nanoTime();
    while (got.get() < count && System.nanoTime() - begin < LONG.toNanos()) {
      LockSupport.parkNanos(EVERY);
    }
    return "got=" + got.getAndSet(0);
  }

  private String sends(String[] words) throws InterruptedException {
    int count = Integer.parseInt(words[1]);
    if (words[0].equals("open")) {
      for (int i = 0; i < count; i++) {
        senders.add(ipc.sender("channel-" + i));
      }
      return "senders=" + count;
    }
    if (words[0].equals("shared")) {
      try (Sender sender = ipc.sender("shared")) {
        for (int i = 0; i < count; i++) {
          send(sender);
        }
      }
    } else {
      for (Sender sender : senders) {
        send(sender);
      }
    }
    return "sent=" + count;
  }

  private static void send(Sender sender) throws InterruptedException {
    if (sender.send(new byte[Long.BYTES], LONG) != SendResult.SENT) {
      throw new IllegalStateException("not sent");
    }
  }
}
