package io.ipc4j.channel;

/**
 * The sending end of a publish/subscribe channel: each message goes to every subscriber that is
 * connected when it is sent. Publishing to nobody returns {@link SendResult#NOT_CONNECTED} at once,
 * from {@code send} too, and is counted.
 */
public interface Publisher extends Sender {
  /**
   * How many live subscribers are connected.
   *
   * @return 0 or more
   */
  int subscribers();

  /**
   * {@inheritDoc}
   *
   * @return the locked form, always the same one
   */
  @Override
  Publisher shared();
}
