package io.ipc4j.bench.side;

/**
 * One system under measurement as one of two processes sees it: messages go out and come in, of one
 * size, a multiple of 8 bytes.
 *
 * <p>Every system does the same work for a message: the sender copies it from a buffer of its own
 * after having written a sequence number to its first word, and the receiver reads every word where
 * it lies. A process uses one implementation, so that the loops that call it are compiled for that
 * one.
 */
abstract class Wire implements AutoCloseable {
  /** What has come in. */
  final Inbox inbox = new Inbox();

  /** Tells that both sides are connected; called until it is true, without haste. */
  abstract boolean isReady();

  /**
   * Sends one message whose first word is {@code first}.
   *
   * @return false if there is no room
   */
  abstract boolean trySend(long first);

  /**
   * Hands what has come in to the {@link #inbox}.
   *
   * @return how many messages, at most {@code limit}
   */
  abstract int poll(int limit);

  /** Sends back up to one message that has come in, and tells the {@link #inbox} of it. */
  abstract int echo();

  /** What a reader does after an empty poll in one direction; nothing by default. */
  void afterEmptyPoll() {}

  /** Upkeep that a system asks of its user now and then; nothing by default. */
  void service() {}

  @Override
  public abstract void close();

  /** What has come in: checks the order, and uses every word. */
  static final class Inbox {
    /** The first word of the message that ends a sample. */
    static final long STOP = -1;

    private long count;
    private long sum;
    private boolean stopped;

    void took(long first, long others) {
      sum += others;
      if (first == STOP) {
        stopped = true;
      } else if (first != count++) {
        throw new IllegalStateException("message " + first + " instead of " + (count - 1));
      }
    }

    boolean isStopped() {
      return stopped;
    }

    void restart() {
      stopped = false;
    }

    /** Messages since the pair began, those that end samples left out. */
    long count() {
      return count;
    }

    /** Depends on every word that came in. */
    long sum() {
      return sum;
    }
  }
}
