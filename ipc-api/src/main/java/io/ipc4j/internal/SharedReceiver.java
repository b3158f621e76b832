package io.ipc4j.internal;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.ReceiverStats;
import io.ipc4j.channel.Subscriber;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A receiving handle behind a lock, for many threads. A blocked call holds the lock meanwhile. */
public final class SharedReceiver extends SharedHandle<Subscriber> implements Subscriber {
  /** Lays a lock over a handle. */
  public SharedReceiver(Subscriber own) {
    super(own);
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    return locked(() -> own.poll(handler, limit));
  }

  @Override
  public int poll(MessageHandler handler, int limit, Duration timeout) throws InterruptedException {
    return lockedWaiting(() -> own.poll(handler, limit, timeout));
  }

  @Override
  public @Nullable Message tryReceive() {
    return locked(() -> Optional.ofNullable(own.tryReceive())).orElse(null);
  }

  @Override
  public Message receive() throws InterruptedException {
    return lockedWaiting(own::receive);
  }

  @Override
  public Message receive(Duration timeout) throws InterruptedException {
    return lockedWaiting(() -> own.receive(timeout));
  }

  @Override
  public CompletableFuture<Message> receiveAsync() {
    return own.receiveAsync();
  }

  @Override
  public Flow.Publisher<Message> messages() {
    return own.messages();
  }

  @Override
  public boolean isDrained() {
    return locked(own::isDrained);
  }

  @Override
  public boolean isRedelivered() {
    return own.isRedelivered();
  }

  @Override
  public Subscriber shared() {
    return this;
  }

  @Override
  public ReceiverStats stats() {
    return own.stats();
  }
}
