package io.ipc4j.internal;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.error.IpcClosedException;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A receiver as a reactive publisher for one subscriber at a time. Signals come from one virtual
 * thread; demand that was not asked for stays in the transport, which is the back-pressure.
 */
public final class ReceiveFlow implements Flow.Publisher<Message> {
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final int MOST_DEMAND = Integer.MAX_VALUE / 2;

  private final Receiver receiver;
  private final HandleContext context;
  private final AtomicBoolean taken = new AtomicBoolean();

  /** Makes the reactive form of a handle. */
  public ReceiveFlow(Receiver receiver, HandleContext context) {
    this.receiver = receiver;
    this.context = context;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Message> subscriber) {
    if (!taken.compareAndSet(false, true)) {
      subscriber.onSubscribe(new Idle());
      subscriber.onError(new IllegalStateException("there is a subscriber already"));
      return;
    }
    Feed feed = new Feed(subscriber);
    Thread.ofVirtual().name("ipc-" + receiver.channel() + "-flow").start(feed::run);
  }

  private static final class Idle implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  private final class Feed implements Flow.Subscription {
    private final Flow.Subscriber<? super Message> subscriber;
    private final Semaphore demand = new Semaphore(0);
    private volatile boolean cancelled;
    private volatile boolean badRequest;
    private volatile boolean unbounded;

    Feed(Flow.Subscriber<? super Message> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        badRequest = true;
        demand.release();
      } else if (n >= MOST_DEMAND || demand.availablePermits() >= MOST_DEMAND) {
        unbounded = true;
      } else {
        demand.release((int) n);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      demand.release();
    }

    void run() {
      subscriber.onSubscribe(this);
      try {
        while (awaitDemand()) {
          Message message = next();
          if (message != null) {
            subscriber.onNext(message);
          }
        }
        if (badRequest && !cancelled) {
          subscriber.onError(new IllegalArgumentException("request of 0 or fewer messages"));
        }
      } catch (IpcClosedException e) {
        if (!cancelled) {
          subscriber.onComplete();
        }
      } catch (InterruptedException | RuntimeException e) {
        if (!cancelled) {
          subscriber.onError(e);
        }
      } finally {
        taken.set(false);
      }
    }

    private boolean awaitDemand() throws InterruptedException {
      while (!unbounded && !demand.tryAcquire(SLICE.toMillis(), TimeUnit.MILLISECONDS)) {
        if (context.isClosed()) {
          throw context.closedError();
        }
      }
      return !cancelled && !badRequest;
    }

    /** Waits in slices, so that a cancelled subscription gives the handle back soon. */
    private @Nullable Message next() throws InterruptedException {
      MessageCopier copier = new MessageCopier(receiver);
      while (!cancelled) {
        if (context.isClosed()) {
          throw context.closedError();
        }
        int handled = receiver.poll(copier, 1, SLICE);
        if (handled > 0) {
          return copier.take(handled);
        }
      }
      return null;
    }
  }
}
