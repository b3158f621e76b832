package io.ipc4j.bench.side;

/**
 * Both ends of one channel in one thread, as the layer's cost is measured: batches of one kind of
 * call, so that a clock read costs each message little. What is sent is polled before the next
 * batch, and always fits.
 */
interface Strokes extends AutoCloseable {
  /** Sends messages from a segment, one by one. */
  void send(int count);

  /** Sends messages by writing them in place, one by one. */
  void lend(int count);

  /** Polls for one message, as often as it takes until all came. */
  void pollEach(int count);

  /** Polls for all messages at once, until all came. */
  void pollAll(int count);

  /** Depends on every message that came. */
  long sum();

  @Override
  void close();
}
