package io.ipc4j.internal;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcException;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.SendPort;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue's sending port that keeps each message until a receiver has handled it, and gives it to
 * another one if that receiver goes away before.
 *
 * <p><i>State:</i> everything but the open claim is guarded by {@code lock}, since a virtual thread
 * looks after what is not acknowledged while the owner does something else. <i>Ordering:</i> the
 * owner looks for acknowledgements before it waits at the gate, and that thread opens the gate when
 * it has taken some. <i>If the process dies here:</i> what has arrived at receivers is handled, and
 * the rest is lost with its sender.
 */
final class AcknowledgedSender extends SendPort {
  private static final int SERVICE_EVERY = 64;
  private static final long SHORTEST_NAP = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_LOOK = TimeUnit.MILLISECONDS.toNanos(50);

  private final Endpoint endpoint;
  private final Shares shares;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Kept claimed;
  private @Nullable IpcException untold;
  private long gap;
  private long lost;
  private int looks;
  private boolean tended;
  private boolean ended;

  AcknowledgedSender(HandleContext context, Endpoint endpoint, long window) {
    super(context);
    this.endpoint = endpoint;
    this.shares = new Shares(endpoint, context.spec(), window);
  }

  // --- RecordSink ---

  @Override
  public long maxRecord() {
    return Long.MAX_VALUE; // cutting happens per link, below distribution
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    lock.lock();
    try {
      if (!isReady(length)) {
        return refusal();
      }
      Kept kept = shares.lend(length);
      MemorySegment.copy(source, offset, kept.memory, 0, length);
      kept.gap = gap;
      SendResult result = shares.offer(kept);
      if (result == SendResult.SENT) {
        gap = 0;
        tend();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasRoom(long length) {
    lock.lock();
    try {
      shares.look();
      return shares.canTake(length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long claim(long length) {
    lock.lock();
    try {
      if (!isReady(length)) {
        return refusal() == SendResult.BACK_PRESSURED ? NO_ROOM : NO_READER;
      }
      claimed = shares.lend(length);
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody can take a message of that length, after doing what is due for it. */
  private boolean isReady(long length) {
    if (++looks % SERVICE_EVERY == 0) {
      serve(); // there may be room for long while somebody waits to get a share
    }
    shares.look();
    if (shares.canTake(length)) {
      return true;
    }
    serve();
    shares.settleAll();
    return shares.canTake(length);
  }

  private SendResult refusal() {
    return shares.isConnected() ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
  }

  private void serve() {
    IpcException before = untold;
    if (before != null) {
      untold = null;
      throw before;
    }
    endpoint.service();
    shares.look();
  }

  private Kept openClaim() {
    Kept open = claimed;
    if (open == null) {
      throw new IllegalStateException("no claim is open");
    }
    return open;
  }

  @Override
  public MemorySegment claimMemory() {
    return openClaim().memory;
  }

  @Override
  public void commit(int flags) {
    Kept kept = openClaim();
    claimed = null;
    lock.lock();
    try {
      if (flags == RecordFlags.GAP) {
        gap += kept.memory.get(RecordFlags.COUNT_LAYOUT, 0);
        shares.dismiss(kept);
        return;
      }
      kept.gap = gap;
      gap = 0;
      shares.commit(kept);
      tend();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void abort() {
    Kept kept = openClaim();
    claimed = null;
    lock.lock();
    try {
      shares.dismiss(kept);
    } finally {
      lock.unlock();
    }
  }

  // --- while the owner does something else ---

  /** Has what is not acknowledged looked after, by a thread that ends when all is. */
  private void tend() {
    if (!tended && !ended) {
      tended = true;
      Thread.ofVirtual().name("ipc-" + channel() + "-unacknowledged").start(this::tendInBackground);
    }
  }

  private void tendInBackground() {
    long nap = FIRST_LOOK;
    do {
      LockSupport.parkNanos(this, nap);
      nap = Math.min(LONGEST_LOOK, 2 * nap);
    } while (isTended());
  }

  private boolean isTended() {
    boolean news = false;
    lock.lock();
    try {
      tended = !ended && !shares.isSettled();
      if (!tended) {
        return false;
      }
      news = advance();
      return true;
    } catch (IpcException e) {
      untold = e; // the owner is told when it looks itself
      return true;
    } catch (IllegalStateException e) {
      tended = false; // closed meanwhile
      return false;
    } finally {
      lock.unlock();
      if (news) {
        endpoint.gate().wake();
      }
    }
  }

  /** Notices who came and went, takes acknowledgements, sends what waits; whether anything was. */
  private boolean advance() {
    endpoint.service();
    boolean news = shares.look();
    news |= shares.settleAll();
    shares.sendWaiting();
    return news;
  }

  // --- SendPort ---

  @Override
  protected Gate gate() {
    return endpoint.gate();
  }

  @Override
  protected long inDoubt() {
    lock.lock();
    try {
      return ended ? lost : shares.waiting();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected long redelivered() {
    lock.lock();
    try {
      return shares.redelivered();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    return Peers.of(endpoint);
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return endpoint.deadPeers();
  }

  /** {@inheritDoc} Waits until everything is acknowledged, also for receivers to come back. */
  @Override
  protected void closePort(Duration linger) {
    long deadline = System.nanoTime() + Durations.nanos(linger);
    long nap = SHORTEST_NAP;
    boolean interrupted = false;
    while (!isOver() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(this, nap);
      interrupted |= Thread.interrupted();
      nap = Math.min(FIRST_LOOK, 2 * nap);
    }
    lock.lock();
    try {
      ended = true;
      if (gap > 0) {
        shares.tellGap(gap);
      }
      shares.finish(left(deadline));
      endpoint.close(left(deadline));
      lost = shares.unsettled();
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      if (!shares.isSettled()) {
        advance();
      }
      return shares.isSettled();
    } catch (IpcException e) {
      return false; // who comes now doesn't agree; others may come
    } finally {
      lock.unlock();
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
