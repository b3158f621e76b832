package io.ipc4j.msg.tcp;

import java.time.Duration;

/**
 * How connections behave.
 *
 * @param heartbeat how long nothing may come back from the other machine
 * @param handshakeTimeout how long a newcomer may take to say who it is
 * @param longestPause the longest time between two attempts to connect
 * @param socketBuffer how many bytes the kernel is asked to hold, 0 to leave that to it
 */
record TcpSettings(
    Duration heartbeat, Duration handshakeTimeout, Duration longestPause, int socketBuffer) {
  private static final int LOOKS = 8;

  /** How often, in nanoseconds, connections with bytes on their way are looked at. */
  long lookEvery() {
    return heartbeat.toNanos() / LOOKS;
  }

  /** How long, in nanoseconds, silence may be seen: looks come late, and it began before. */
  long silence() {
    return heartbeat.toNanos() - 2 * lookEvery();
  }

  /** The heartbeat for people. */
  String heartbeatText() {
    return heartbeat.toSeconds() + " s (ipc.tcp.heartbeat)";
  }
}
