package io.ipc4j.spi;

import io.ipc4j.channel.Pattern;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A transport opened for one session. Its methods are safe for any thread; what they return is not
 * unless it says so.
 */
public interface Transport extends AutoCloseable {
  /**
   * Opens an end of a channel that others find by the channel's name or address.
   *
   * @param channel what to open
   * @param role what this end does
   * @return the end, already reachable
   */
  Endpoint listen(ChannelSpec channel, Role role);

  /**
   * Opens an end of a channel that looks for those who listen, and goes on looking.
   *
   * @param channel what to open
   * @param role what this end does
   * @return the end; nobody needs to listen yet
   */
  Endpoint connect(ChannelSpec channel, Role role);

  /**
   * The faster way to open ends of a pattern, for transports that are more than a set of links.
   *
   * @param pattern the channel's pattern, {@link Pattern#QUEUE} or {@link
   *     Pattern#PUBLISH_SUBSCRIBE}
   * @return how to open ends, or empty if the layer above should work over links
   */
  default Optional<DirectPorts> directPorts(Pattern pattern) {
    return Optional.empty();
  }

  /**
   * The transport's regions.
   *
   * @return the regions if {@link Trait#REGIONS} is declared
   */
  default Optional<RegionStore> regions() {
    return Optional.empty();
  }

  /**
   * How the transport starts its peers, if it does.
   *
   * @return the launcher if {@link Trait#CHILD_LAUNCHER} is declared
   */
  default Optional<ChildLauncher> childLauncher() {
    return Optional.empty();
  }

  /**
   * Waits until one of several gates opens or the time is over. Called by one thread per session,
   * on behalf of blocked virtual threads and futures. The default naps in slices of at most 1 ms.
   *
   * @param gates the gates, each prepared by its owner
   * @param tokens their tokens
   * @param count how many of both are meant
   * @param nanos how long at most
   */
  default void awaitAny(Gate[] gates, long[] tokens, int count, long nanos) {
    long deadline = System.nanoTime() + nanos;
    long nap = 50_000;
    while (true) {
      for (int i = 0; i < count; i++) {
        if (gates[i].signalled(tokens[i])) {
          return;
        }
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      long before = System.nanoTime();
      LockSupport.parkNanos(this, Math.min(nap, left));
      if (System.nanoTime() - before < nap / 2) {
        return; // unparked: the set of waiters has changed
      }
      nap = Math.min(1_000_000, nap * 2);
    }
  }

  /**
   * Makes a running {@link #awaitAny} return soon, or the next one at once. Any thread.
   *
   * @param waiter the thread that is, or will be, in awaitAny
   */
  default void wakeAny(Thread waiter) {
    LockSupport.unpark(waiter);
  }

  /**
   * Where the transport's channels meet, for errors about waiting in vain.
   *
   * @return such as {@code directory=/dev/shm/ipc4j-0/default}
   */
  String location();

  /**
   * Where one channel meets, for errors about waiting in vain; and why nobody could be reached, if
   * that is known.
   *
   * @param channel the channel, opened here
   * @return the {@linkplain #location() location of all} unless the transport can say more
   */
  default String location(ChannelSpec channel) {
    return location();
  }

  /** Ends what is left of the session here. All ends are closed before. Idempotent. */
  @Override
  void close();
}
