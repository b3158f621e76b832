package io.ipc4j.internal;

import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.channel.PeerInfo;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What the locked forms of handles have in common. What any thread may ask of the handle itself is
 * passed on without the lock.
 */
abstract class SharedHandle<H extends ChannelHandle> implements ChannelHandle {
  final H own;
  final ReentrantLock lock = new ReentrantLock();

  SharedHandle(H own) {
    this.own = own;
  }

  /** Calls under the lock. */
  final <T> T locked(Supplier<T> call) {
    lock.lock();
    try {
      return call.get();
    } finally {
      lock.unlock();
    }
  }

  /** A call that may block. */
  @FunctionalInterface
  interface Blocking<T> extends Callable<T> {
    @Override
    T call() throws InterruptedException;
  }

  /** Calls under the lock, waiting for it interruptibly. */
  final <T> T lockedWaiting(Blocking<T> call) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return call.call();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final String channel() {
    return own.channel();
  }

  @Override
  public final String transport() {
    return own.transport();
  }

  @Override
  public final boolean isConnected() {
    return own.isConnected();
  }

  @Override
  public final List<PeerInfo> peers() {
    return own.peers();
  }

  @Override
  public final List<PeerInfo> deadPeers() {
    return own.deadPeers();
  }

  @Override
  public final void close() {
    own.close();
  }
}
