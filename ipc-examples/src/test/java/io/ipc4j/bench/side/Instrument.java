package io.ipc4j.bench.side;

/** What takes samples in a measured process. */
interface Instrument extends AutoCloseable {
  /**
   * Takes one sample.
   *
   * @param probeNanos length of the probes before and after it, where there are any
   * @param nanos length of the sample
   * @return names and numbers
   */
  String sample(long probeNanos, long nanos);

  /** The transports used in this process, separated by commas. */
  String company();

  @Override
  void close();
}
