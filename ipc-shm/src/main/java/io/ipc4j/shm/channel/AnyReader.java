package io.ipc4j.shm.channel;

/**
 * The receivers that compete for a sender's messages: whoever has a slot. What they leave waits in
 * the lane for the others, or for the next ones, so nothing is ever in doubt.
 */
final class AnyReader implements Readers {
  private final OpenChannel channel;
  private final ReceiverWatch watch;

  /**
   * Knows of nobody yet.
   *
   * @param onDeath what to call when one has died
   */
  AnyReader(OpenChannel channel, Runnable onDeath) {
    this.channel = channel;
    this.watch = new ReceiverWatch(channel, onDeath);
  }

  @Override
  public boolean refresh() {
    watch.refresh();
    return !channel.receivers().isEmpty();
  }

  @Override
  public long inDoubt() {
    return 0;
  }

  @Override
  public void forget() {
    watch.forget();
  }
}
