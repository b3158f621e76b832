package io.ipc4j.channel;

/** How a blocked caller waits: what it spends in processor time for a short reaction. */
public enum WaitMode {
  /** Never gives up the processor: shortest reaction, one whole core. */
  SPIN,
  /** Offers the processor to others between looks. */
  YIELD,
  /** Spins, then yields, then naps for growing times up to a millisecond. */
  BACKOFF,
  /** Spins for {@code ipc.spin}, then sleeps in the kernel until it is woken. */
  BLOCK
}
