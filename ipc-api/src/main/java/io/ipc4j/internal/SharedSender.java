package io.ipc4j.internal;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageWriter;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.SenderStats;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A sending handle behind a lock, for many threads. A blocked call holds the lock meanwhile. */
public final class SharedSender extends SharedHandle<Publisher> implements Publisher {
  /** Lays a lock over a handle. */
  public SharedSender(Publisher own) {
    super(own);
  }

  @Override
  public SendResult trySend(MemorySegment source, long offset, long length) {
    return locked(() -> own.trySend(source, offset, length));
  }

  @Override
  public SendResult trySend(byte[] source, int offset, int length) {
    return locked(() -> own.trySend(source, offset, length));
  }

  @Override
  public SendResult trySend(long length, MessageWriter writer) {
    return locked(() -> own.trySend(length, writer));
  }

  @Override
  public SendResult send(MemorySegment source, long offset, long length)
      throws InterruptedException {
    return lockedWaiting(() -> own.send(source, offset, length));
  }

  @Override
  public SendResult send(MemorySegment source, long offset, long length, Duration timeout)
      throws InterruptedException {
    return lockedWaiting(() -> own.send(source, offset, length, timeout));
  }

  @Override
  public SendResult send(long length, MessageWriter writer, Duration timeout)
      throws InterruptedException {
    return lockedWaiting(() -> own.send(length, writer, timeout));
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
