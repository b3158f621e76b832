package io.ipc4j.internal;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.ReceiverStats;
import io.ipc4j.channel.Subscriber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A receiving handle behind a lock, for many threads. A blocked call holds the lock meanwhile. */
public final class SharedReceiver implements Subscriber {
  private final Subscriber own;
  private final ReentrantLock lock = new ReentrantLock();

  /** Lays a lock over a handle. */
  public SharedReceiver(Subscriber own) {
    this.own = own;
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    lock.lock();
    try {
      return own.poll(handler, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int poll(MessageHandler handler, int limit, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return own.poll(handler, limit, timeout);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Message tryReceive() {
    lock.lock();
    try {
      return own.tryReceive();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Message receive() throws InterruptedException {
    return receive(HandleContext.FOREVER);
  }

  @Override
  public Message receive(Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return own.receive(timeout);
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      return own.isDrained();
    } finally {
      lock.unlock();
    }
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

  @Override
  public String channel() {
    return own.channel();
  }

  @Override
  public String transport() {
    return own.transport();
  }

  @Override
  public boolean isConnected() {
    return own.isConnected();
  }

  @Override
  public List<PeerInfo> peers() {
    return own.peers();
  }

  @Override
  public void close() {
    own.close();
  }
}
