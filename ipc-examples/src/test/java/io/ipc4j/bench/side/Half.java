package io.ipc4j.bench.side;

import java.util.Locale;

/** One side of a pair of processes. */
final class Half implements Instrument {
  private static final long UPKEEP_MILLIS = 1;

  private final SideSpec spec;
  private final Wire wire;
  private final Meeting meeting;
  private final Sampler sampler;
  private final Meter meter = new Meter();

  /** Takes the wire over, and waits until both sides are connected. */
  Half(SideSpec spec, Wire wire) throws InterruptedException {
    this.spec = spec;
    this.wire = wire;
    this.meeting = new Meeting(spec.directory(), spec.left());
    this.sampler = new Sampler(wire, spec.pausing(), meeting);
    while (!wire.isReady()) {
      Thread.sleep(UPKEEP_MILLIS);
    }
  }

  @Override
  public String sample(long probeNanos, long nanos) {
    meeting.meet();
    meter.start();
    double before = meeting.probe(probeNanos);
    meeting.meet();
    String result = measure(nanos);
    meeting.meet();
    double after = meeting.probe(probeNanos);
    double foreign = meter.foreign();
    return String.format(
        Locale.ROOT,
        "before=%.1f after=%.1f foreign=%.4f compiling=%d %s",
        before,
        after,
        foreign,
        Meter.compiling(),
        result);
  }

  private String measure(long nanos) {
    boolean oneWay = spec.measure().equals("one-way");
    if (spec.left()) {
      return oneWay ? sampler.leftOneWay(nanos) : sampler.leftRoundTrips(nanos);
    }
    String bytes = oneWay ? sampler.rightOneWay() : sampler.rightRoundTrips();
    return bytes + " sum=" + wire.inbox.sum();
  }

  @Override
  public String company() {
    return Crowd.used();
  }

  @Override
  public void close() {
    wire.close();
  }
}
