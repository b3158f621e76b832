package io.ipc4j.bench.side;

/**
 * The size of the messages as a constant, which the compilers of Java then know as that of C does:
 * reading the words of a message is no loop of unknown length.
 */
final class Payload {
  /** Set by {@link Side} before this class is first used. */
  static final String KEY = "io.ipc4j.bench.size";

  /** Bytes of a message. */
  static final int BYTES = Integer.getInteger(KEY);

  private Payload() {}
}
