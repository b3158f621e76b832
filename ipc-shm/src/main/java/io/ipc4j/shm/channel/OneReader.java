package io.ipc4j.shm.channel;

/**
 * A queue's receiver: whoever has slot 0. What it left unread waits in the lane for the next one,
 * so nothing is ever in doubt.
 */
final class OneReader implements Readers {
  private final OpenChannel channel;
  private final Runnable onDeath;
  private long watched;

  /**
   * Knows of nobody yet.
   *
   * @param onDeath what to call when one has died
   */
  OneReader(OpenChannel channel, Runnable onDeath) {
    this.channel = channel;
    this.onDeath = onDeath;
  }

  @Override
  public boolean refresh() {
    long reader = channel.control().member(0);
    if (reader != watched) {
      forget();
      if (reader != 0) {
        channel.namespace().watcher().watch(reader, onDeath);
      }
      watched = reader;
    }
    return reader != 0 && channel.session().isAlive(reader);
  }

  @Override
  public long inDoubt() {
    return 0;
  }

  @Override
  public void forget() {
    if (watched != 0) {
      channel.namespace().watcher().forget(watched, onDeath);
    }
  }
}
