package io.ipc4j.shm.session;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Has something done when the thread that sleeps is interrupted, so that it needn't wake now and
 * then to look: what the JDK offers to channels, of which this is none otherwise. For the thread
 * that sleeps.
 */
final class InterruptHook extends AbstractInterruptibleChannel {
  private final Runnable wake;

  /**
   * Makes a hook.
   *
   * @param wake ends the sleep, or the next one; by the thread that interrupts
   */
  InterruptHook(Runnable wake) {
    this.wake = wake;
  }

  /** Before the sleep. If the thread is interrupted already, it is woken at once. */
  void arm() {
    begin();
  }

  /**
   * After the sleep.
   *
   * @return false if the thread was interrupted: then the hook is used up
   */
  boolean disarm() {
    try {
      end(true);
      return isOpen();
    } catch (AsynchronousCloseException e) {
      return false; // the thread's interrupt status stays set
    }
  }

  @Override
  protected void implCloseChannel() {
    wake.run();
  }
}
