package io.ipc4j.msg.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How an endpoint that closes leaves its connections: it says goodbye on all of them, waits until
 * each has carried what was sent, and gives up those that have not when the time is over. For the
 * thread that closes.
 */
final class Departure {
  private static final long NAP = 100_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final List<Connection> busy;
  private final Consumer<Connection> cut;

  /**
   * Begins with all connections.
   *
   * @param cut ends a connection and lets go of it
   */
  Departure(List<Connection> all, Consumer<Connection> cut) {
    this.busy = new ArrayList<>(all);
    this.cut = cut;
  }

  /** Leaves them all, within that time. */
  void within(Duration linger) {
    long start = System.nanoTime();
    long most = (linger.compareTo(LONGEST) < 0 ? linger : LONGEST).toNanos();
    busy.forEach(Connection::beginClose);
    boolean interrupted = false;
    busy.removeIf(this::isFinished);
    while (!busy.isEmpty() && System.nanoTime() - start < most) {
      LockSupport.parkNanos(NAP);
      interrupted |= Thread.interrupted();
      busy.removeIf(this::isFinished);
    }
    busy.forEach(Connection::giveUp);
    busy.forEach(cut);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cuts a finished one at once: that its peer is gone while others linger is no loss. */
  private boolean isFinished(Connection connection) {
    boolean finished = connection.finishClose();
    if (finished) {
      cut.accept(connection);
    }
    return finished;
  }
}
