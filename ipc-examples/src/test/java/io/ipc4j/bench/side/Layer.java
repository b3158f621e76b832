package io.ipc4j.bench.side;

import com.sun.management.ThreadMXBean;
import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.spi.ChannelSpec;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * What a message costs in one thread, sent and polled at once: of a transport's bare link, or of
 * the framework's handles over it. The difference is what the layer between them costs.
 */
final class Layer implements Instrument {
  /** So small that the ring stays in the nearest cache: a miss would hide what is measured. */
  private static final int CAPACITY = 16 << 10;

  private static final int BATCH = 64;
  private static final int TURNS = 4;

  private final Strokes strokes;
  private final IntConsumer send;
  private final IntConsumer lend;
  private final IntConsumer pollEach;
  private final IntConsumer pollAll;
  private final Meter meter = new Meter();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Histogram sends = histogram();
  private final Histogram polls = histogram();
  private final Histogram loans = histogram();
  private final Histogram batchPolls = histogram();
  private final List<Histogram> all = List.of(sends, polls, loans, batchPolls);

  Layer(SideSpec spec) {
    String transport = spec.part(1, "inproc");
    Crowd.use(transport);
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", transport)
            .set("ipc.directory", spec.directory().toString())
            .set("ipc.namespace", "layer")
            .set("ipc.wait", "spin")
            .set("ipc.channel.layer.capacity", Integer.toString(CAPACITY))
            .build();
    this.strokes =
        spec.kind().equals("link")
            ? new LinkStrokes(transport, config, channel(), spec.size())
            : new HandleStrokes(config, spec.size());
    this.send = strokes::send;
    this.lend = strokes::lend;
    this.pollEach = strokes::pollEach;
    this.pollAll = strokes::pollAll;
  }

  private static Histogram histogram() {
    return new Histogram(1, 60_000_000_000L, 3);
  }

  private static ChannelSpec channel() {
    return new ChannelSpec(
        "layer",
        Pattern.QUEUE,
        OptionalLong.empty(),
        CAPACITY,
        CAPACITY,
        Policy.BLOCK,
        WaitMode.SPIN,
        Duration.ZERO,
        Bind.AUTO,
        Receivers.SINGLE,
        Delivery.PLAIN,
        0,
        ChecksumKind.NONE,
        0,
        Optional.empty());
  }

  @Override
  public String sample(long probeNanos, long nanos) {
    meter.start();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    for (Histogram batches : all) {
      batches.reset();
    }
    for (int i = 0; i < TURNS; i++) {
      time(nanos / TURNS / 2, send, sends, pollEach, polls);
      time(nanos / TURNS / 2, lend, loans, pollAll, batchPolls);
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    long count = (sends.getTotalCount() + loans.getTotalCount()) * BATCH;
    return String.format(
        Locale.ROOT,
        "before=0 after=0 foreign=%.4f compiling=%d send=%.2f poll=%.2f loan=%.2f batch=%.2f"
            + " both=%.2f count=%d allocated=%d bytes=%s sum=%d",
        meter.foreign(),
        Meter.compiling(),
        perMessage(sends),
        perMessage(polls),
        perMessage(loans),
        perMessage(batchPolls),
        perMessage(sends) + perMessage(polls),
        count,
        allocated,
        (double) allocated / count,
        strokes.sum());
  }

  /** The median of the batches, which interruptions don't move. */
  private static double perMessage(Histogram batches) {
    return (double) batches.getValueAtPercentile(50) / BATCH;
  }

  private static void time(
      long nanos, IntConsumer out, Histogram outs, IntConsumer in, Histogram ins) {
    long begin = System.nanoTime();
    long start = begin;
    while (start - begin < nanos) {
      start = System.nanoTime();
      out.accept(BATCH);
      long middle = System.nanoTime();
      in.accept(BATCH);
      long end = System.nanoTime();
      outs.recordValue(middle - start);
      ins.recordValue(end - middle);
    }
  }

  @Override
  public String company() {
    return Crowd.used();
  }

  @Override
  public void close() {
    strokes.close();
  }
}
