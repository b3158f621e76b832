package io.ipc4j.internal;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageWriter;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.SenderStats;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A sending handle behind a lock, for many threads. A blocked call holds the lock meanwhile. */
public final class SharedSender implements Publisher {
  private final Publisher own;
  private final ReentrantLock lock = new ReentrantLock();

  /** Lays a lock over a handle. */
  public SharedSender(Publisher own) {
    this.own = own;
  }

  @Override
  public SendResult trySend(MemorySegment source, long offset, long length) {
    lock.lock();
    try {
      return own.trySend(source, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SendResult trySend(byte[] source, int offset, int length) {
    lock.lock();
    try {
      return own.trySend(source, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SendResult trySend(long length, MessageWriter writer) {
    lock.lock();
    try {
      return own.trySend(length, writer);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SendResult send(MemorySegment source, long offset, long length)
      throws InterruptedException {
    return send(source, offset, length, HandleContext.FOREVER);
  }

  @Override
  public SendResult send(MemorySegment source, long offset, long length, Duration timeout)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return own.send(source, offset, length, timeout);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SendResult send(long length, MessageWriter writer, Duration timeout)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return own.send(length, writer, timeout);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Loan tryLoan(long length) {
    lock.lock();
    Loan lent = null;
    try {
      lent = own.tryLoan(length);
      return lent == null ? null : new LockedLoan(lent, lock);
    } finally {
      if (lent == null) {
        lock.unlock();
      }
    }
  }

  @Override
  public Loan loan(long length, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    Loan lent = null;
    try {
      lent = own.loan(length, timeout);
      return new LockedLoan(lent, lock);
    } finally {
      if (lent == null) {
        lock.unlock();
      }
    }
  }

  @Override
  public CompletableFuture<SendResult> sendAsync(MemorySegment source) {
    return own.sendAsync(source);
  }

  @Override
  public Publisher shared() {
    return this;
  }

  @Override
  public int subscribers() {
    return own.subscribers();
  }

  @Override
  public SenderStats stats() {
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

  private static final class LockedLoan implements Loan {
    private final Loan own;
    private final ReentrantLock lock;
    private boolean open = true;

    LockedLoan(Loan own, ReentrantLock lock) {
      this.own = own;
      this.lock = lock;
    }

    @Override
    public MemorySegment memory() {
      return own.memory();
    }

    @Override
    public long offset() {
      return own.offset();
    }

    @Override
    public long length() {
      return own.length();
    }

    @Override
    public SendResult commit() {
      if (!open) {
        return own.commit(); // fails, as it should
      }
      open = false;
      try {
        return own.commit();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        try {
          own.close();
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
