package io.ipc4j.tool.compare;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of one transport, in one way of using it, with messages of one size.
 *
 * @param transport the transport
 * @param lane how it was used
 * @param size bytes a message
 * @param p50 round trips: nanoseconds that half of them didn't exceed
 * @param p99 round trips: that 99 % didn't exceed
 * @param p999 round trips: that 99.9 % didn't exceed
 * @param messagesPerSecond one way, one sender and one receiver
 * @param cpuSecondsPerMillion processor seconds of both sides for a million messages one way
 * @param contextSwitchesPerMessage of both sides, one way
 * @param syscallsPerMessage of both sides, one way; null if they weren't counted
 * @param perRoundTrip what both sides spend on a message and its answer
 * @param kernelShare the part of both sides' processor time inside the kernel, 0 to 1
 * @param idleCpuPercent what a waiting receiver, with helpers of the transport, uses of a processor
 * @param foreignCpu the part of all processors that others used meanwhile, 0 to 1
 * @param samples how many samples the medians are of
 * @param betweenThreads whether both sides were threads of one process
 */
record Result(
    String transport,
    Lane lane,
    int size,
    Spread p50,
    Spread p99,
    Spread p999,
    Spread messagesPerSecond,
    double cpuSecondsPerMillion,
    double contextSwitchesPerMessage,
    @Nullable Double syscallsPerMessage,
    PerRoundTrip perRoundTrip,
    double kernelShare,
    double idleCpuPercent,
    double foreignCpu,
    int samples,
    boolean betweenThreads) {

  /**
   * What a message and its answer cost.
   *
   * @param cpuMicros processor microseconds of both sides
   * @param contextSwitches of both sides
   * @param syscalls of both sides; null if they weren't counted
   */
  record PerRoundTrip(double cpuMicros, double contextSwitches, @Nullable Double syscalls) {}

  double bytesPerSecond() {
    return messagesPerSecond.median() * size;
  }
}
