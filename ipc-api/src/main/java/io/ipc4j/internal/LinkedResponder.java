package io.ipc4j.internal;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.RequestHandler;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The answering end over the links of an endpoint. Safe for any thread: {@code lock} guards the
 * endpoint, also while a handler runs; only the thread in a timed poll waits at the gate.
 */
final class LinkedResponder extends LinkedHandle implements Responder {
  private static final long NAP = 20_000;
  private static final long LONGEST_NAP = 1_000_000;

  private final LinkedReceiver receiver;
  private final Wait wait;
  private final ReentrantLock lock = new ReentrantLock();
  private final IdentityHashMap<Link, LinkOut> outs = new IdentityHashMap<>();
  private @Nullable MemorySegment scratch;

  LinkedResponder(HandleContext context, Endpoint endpoint) {
    super(context, endpoint);
    this.receiver = new LinkedReceiver(context, endpoint, outs::remove);
    this.wait = new Wait(context);
  }

  @Override
  public int poll(RequestHandler handler, int limit) {
    MessageHandler each =
        (memory, offset, length) -> {
          long id = RequestFrames.id(memory, offset, length);
          ReplyTo replyTo = new Reply(receiver.currentLink(), id);
          handler.onRequest(
              memory, offset + LinkedRequester.HEADER, length - LinkedRequester.HEADER, replyTo);
        };
    lock.lock();
    try {
      return receiver.poll(each, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int poll(RequestHandler handler, int limit, Duration timeout) throws InterruptedException {
    int handled = poll(handler, limit);
    if (handled > 0) {
      return handled;
    }
    wait.begin(endpoint.gate(), timeout);
    try {
      do {
        handled = poll(handler, limit);
      } while (handled == 0 && wait.idle(lock));
      return handled;
    } finally {
      wait.end();
    }
  }

  /** The way back to the requester of one request. */
  private final class Reply implements ReplyTo {
    private final Link link;
    private final long id;
    private boolean used;

    Reply(Link link, long id) {
      this.link = link;
      this.id = id;
    }

    @Override
    public SendResult tryReply(MemorySegment source, long offset, long length) {
      RequestFrames.checkLength(context.spec(), length);
      lock.lock();
      try {
        if (used) {
          throw new IpcUsageException(
              ErrorIds.REPLIED,
              ErrorText.of("channel", channel()).problem("this request has its reply").toString());
        }
        SendResult result = offer(link, id, source, offset, length);
        used = result == SendResult.SENT;
        return result;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public SendResult reply(MemorySegment reply, Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + Durations.nanos(timeout);
      long nap = NAP;
      while (true) {
        SendResult result = tryReply(reply, 0, reply.byteSize());
        if (result != SendResult.BACK_PRESSURED) {
          return result;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (System.nanoTime() - deadline >= 0) {
          throw context.timedOut("room for a reply", timeout);
        }
        LockSupport.parkNanos(this, nap);
        nap = Math.min(LONGEST_NAP, nap * 2);
      }
    }

    @Override
    public PeerInfo requester() {
      return link.peer();
    }
  }

  private SendResult offer(Link link, long id, MemorySegment source, long offset, long length) {
    if (context.isClosed()) {
      throw context.closedError();
    }
    if (link.state() != Link.State.UP) {
      return SendResult.NOT_CONNECTED;
    }
    LinkOut out = outs.computeIfAbsent(link, LinkOut::new);
    long total = LinkedRequester.HEADER + length;
    if (out.canClaim(total)) {
      long at = link.claim(total);
      if (at < 0) {
        endpoint.service();
        return at == Link.NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
      }
      RequestFrames.write(link.claimMemory(), at, id, source, offset, length);
      link.commit(RecordFlags.WHOLE);
      return SendResult.SENT;
    }
    MemorySegment current = scratch;
    if (current == null || current.byteSize() < total) {
      current = Arena.ofAuto().allocate(total, Long.BYTES);
      scratch = current;
    }
    RequestFrames.write(current, 0, id, source, offset, length);
    return out.send(RecordFlags.WHOLE, current, 0, total);
  }

  @Override
  public Responder shared() {
    return this;
  }

  @Override
  public void close() {
    context.closeOnce(
        endpoint.gate(),
        linger -> {
          outs.values().forEach(out -> out.finish(linger));
          endpoint.close(linger);
        });
  }
}
