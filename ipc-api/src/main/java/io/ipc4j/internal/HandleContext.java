package io.ipc4j.internal;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.TransportProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a handle has from its session: its channel, its transport's services, and its being closed.
 * Safe for any thread.
 */
public final class HandleContext implements PortContext {
  /** A timeout that is never over. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final ChannelSpec spec;
  private final OpenTransport transport;
  private final Duration linger;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;
  private @Nullable Runnable onClose;
  private @Nullable AsyncQueue async;

  HandleContext(ChannelSpec spec, OpenTransport transport, Duration linger) {
    this.spec = spec;
    this.transport = transport;
    this.linger = linger;
  }

  @Override
  public ChannelSpec spec() {
    return spec;
  }

  @Override
  public String transport() {
    return transport.name();
  }

  /** The provider of the handle's transport. */
  TransportProvider provider() {
    return transport.provider();
  }

  /** Serves blocked virtual threads. */
  Waiter waiter() {
    return transport.waiter();
  }

  /** Runs once when the handle closes, to take it off the session's list. */
  synchronized void onClose(Runnable action) {
    onClose = action;
  }

  /** Whether close was called. */
  public boolean isClosed() {
    return closed;
  }

  /** The handle's background calls, in order. */
  public synchronized AsyncQueue async() {
    if (async == null) {
      async = new AsyncQueue("ipc-" + spec.name() + "-async", closedError());
    }
    if (closed) {
      async.close();
    }
    return async;
  }

  /** Closes once: wakes whoever waits, then runs the rest with what there is of linger. */
  public void closeOnce(Gate gate, Consumer<Duration> rest) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    closed = true;
    gate.wake();
    Runnable listener;
    synchronized (this) {
      if (async != null) {
        async.close();
      }
      listener = onClose;
    }
    try {
      rest.accept(linger);
    } finally {
      if (listener != null) {
        listener.run();
      }
    }
  }

  /** The error for use after close. */
  public IpcClosedException closedError() {
    return new IpcClosedException(
        ErrorIds.CLOSED,
        ErrorText.of("channel", spec.name())
            .problem("this handle or its session is closed")
            .remedy("Open a new one")
            .toString());
  }

  /** Turns the failure of released memory into the closed error; others stay what they are. */
  public RuntimeException closedOr(IllegalStateException failure) {
    return closed ? closedError() : failure;
  }

  /** The error of a poll that may not run. */
  public RuntimeException refusedPoll(int limit) {
    if (closed) {
      return closedError();
    }
    return new IpcUsageException(
        ErrorIds.BAD_VALUE,
        ErrorText.of("limit", limit).problem("nothing to poll").allowed("1 or more").toString());
  }

  /** The error of a wait that took too long. */
  public IpcTimeoutException timedOut(String what, Duration timeout) {
    return new IpcTimeoutException(
        ErrorIds.TIMEOUT,
        ErrorText.of("channel", spec.name())
            .and("transport", transport.name())
            .problem(
                "waited %s for %s (%s)"
                    .formatted(Durations.text(timeout), what, transport.whereabouts(spec)))
            .toString());
  }
}
