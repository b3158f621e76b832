package io.ipc4j.msg.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * The state of a source within this process, and those who wait for it. Safe for any thread.
 *
 * <p><i>Ordering:</i> whoever makes the source ready does so first, and then calls {@link #raise};
 * a poller attaches itself first, and then looks.
 */
public final class Signal {
  private final BooleanSupplier readable;
  private final BooleanSupplier writable;
  private final List<SignalPoller> pollers = new CopyOnWriteArrayList<>();

  /**
   * Makes the signal of a source.
   *
   * @param readable whether there is something to read, or the end of it
   * @param writable whether there is room to write, or it is over
   */
  public Signal(BooleanSupplier readable, BooleanSupplier writable) {
    this.readable = readable;
    this.writable = writable;
  }

  /** Wakes those who wait: the source has become ready, or has ended. */
  public void raise() {
    for (SignalPoller poller : pollers) {
      poller.wake();
    }
  }

  boolean is(Poller.Interest interest) {
    return interest == Poller.Interest.READ ? readable.getAsBoolean() : writable.getAsBoolean();
  }

  void attach(SignalPoller poller) {
    if (!pollers.contains(poller)) {
      pollers.add(poller);
    }
  }

  void detach(SignalPoller poller) {
    pollers.remove(poller);
  }
}
