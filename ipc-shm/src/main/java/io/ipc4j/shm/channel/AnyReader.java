package io.ipc4j.shm.channel;

/**
 * The receivers that compete for a sender's messages: whoever has a slot. What they leave waits in
 * the lane for the others, or for the next ones, so nothing is ever in doubt.
 */
final class AnyReader implements Readers {
  private final OpenChannel channel;
  private final ReceiverWatch watch;

  AnyReader(OpenChannel channel) {
    this.channel = channel;
    this.watch = new ReceiverWatch(channel);
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
