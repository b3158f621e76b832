package io.ipc4j.channel;

/**
 * The receiving end of a publish/subscribe channel: gets every message that is published while it
 * is connected, in the order of each publisher.
 */
public interface Subscriber extends Receiver {
  /**
   * {@inheritDoc}
   *
   * @return the locked form, always the same one
   */
  @Override
  Subscriber shared();
}
