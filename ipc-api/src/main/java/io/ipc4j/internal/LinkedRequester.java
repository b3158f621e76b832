package io.ipc4j.internal;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcLinkLostException;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The asking end over the links of an endpoint: each request carries a number that its reply
 * repeats, both in the first {@value #HEADER} bytes of the message.
 *
 * <p>Safe for any thread: {@code lock} guards the endpoint for short times; {@code turn} is held by
 * the one thread that waits at the gate, which takes the replies of all. For calls without a
 * waiting thread a virtual thread takes that turn.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class LinkedRequester extends LinkedHandle implements Requester {
  /** Bytes before the payload of a request and of a reply. */
  static final int HEADER = Long.BYTES;

  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(1);

  private record Pending(CompletableFuture<Message> reply, @Nullable Link link) {}

  private final LinkedSender sender;
  private final LinkedReceiver receiver;
  private final Wait wait;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<Long, Pending> pending = new HashMap<>();
  private final MessageHandler onReply = this::onReply;
  private long lastId;
  private boolean pumping;

  LinkedRequester(HandleContext context, Endpoint endpoint) {
    super(context, endpoint);
    this.sender = new LinkedSender(context, endpoint, false);
    this.receiver = new LinkedReceiver(context, endpoint, this::onLinkEnd);
    this.wait = new Wait(context);
  }

  // --- sending ---

  @Override
  public SendResult tryRequest(
      MemorySegment source, long offset, long length, CompletableFuture<Message> reply) {
    SendResult result = offer(source, offset, length, reply);
    if (result == SendResult.SENT) {
      startPump();
    }
    return result;
  }

  @Override
  public CompletableFuture<Message> requestAsync(MemorySegment source, long offset, long length) {
    CompletableFuture<Message> reply = new CompletableFuture<>();
    if (tryRequest(source, offset, length, reply) != SendResult.SENT) {
      MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, length), HEADER);
      MemorySegment.copy(source, offset, copy, 0, length);
      CompletableFuture<Boolean> _ =
          context
              .async()
              .submit(() -> offerUntilSent(copy.asSlice(0, length), reply))
              .whenComplete((sent, failure) -> fail(reply, failure));
    }
    return reply;
  }

  private static void fail(CompletableFuture<Message> reply, @Nullable Throwable failure) {
    if (failure != null) {
      reply.completeExceptionally(failure);
    }
  }

  private boolean offerUntilSent(MemorySegment request, CompletableFuture<Message> reply)
      throws InterruptedException {
    while (!reply.isDone()
        && tryRequest(request, 0, request.byteSize(), reply) != SendResult.SENT) {
      Thread.sleep(Duration.ofNanos(NAP));
    }
    return true;
  }

  private SendResult offer(
      MemorySegment source, long offset, long length, CompletableFuture<Message> reply) {
    if (context.isClosed()) {
      throw context.closedError();
    }
    RequestFrames.checkLength(context.spec(), length);
    lock.lock();
    try {
      long id = lastId + 1;
      long at = sender.claim(HEADER + length);
      if (at < 0) {
        return at == Link.NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
      }
      RequestFrames.write(sender.claimMemory(), at, id, source, offset, length);
      sender.commit(RecordFlags.WHOLE);
      lastId = id;
      pending.put(id, new Pending(reply, sender.lastLink()));
      return SendResult.SENT;
    } finally {
      lock.unlock();
    }
  }

  // --- receiving ---

  private void onReply(MemorySegment memory, long offset, long length) {
    Pending asked = pending.remove(RequestFrames.id(memory, offset, length));
    if (asked != null) {
      asked.reply().complete(Message.copyOf(memory, offset + HEADER, length - HEADER, 0, false));
    }
  }

  private void onLinkEnd(Link link) {
    pending
        .entrySet()
        .removeIf(entry -> {
          if (entry.getValue().link() != link) {
            return false;
          }
          entry.getValue().reply().completeExceptionally(lost(link));
          return true;
        });
  }

  private IpcException lost(Link link) {
    return new IpcLinkLostException(
        ErrorIds.LINK_LOST,
        ErrorText.of("channel", channel())
            .and("peer", link.peer().name())
            .problem("the responder went away before it replied; the request may have been handled")
            .remedy("Send it again if that is safe")
            .toString());
  }

  @Override
  public int poll(int limit) {
    lock.lock();
    try {
      return receiver.poll(onReply, limit);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Message request(MemorySegment request, Duration timeout) throws InterruptedException {
    CompletableFuture<Message> reply = new CompletableFuture<>();
    long deadline = System.nanoTime() + Durations.nanos(timeout);
    boolean sent = false;
    while (true) {
      sent = sent || offer(request, 0, request.byteSize(), reply) == SendResult.SENT;
      if (reply.isDone()) {
        return result(reply);
      }
      if (turn.tryLock()) {
        try {
          if (sent) {
            pollUntil(reply, deadline);
          } else {
            nap(deadline);
            poll(Integer.MAX_VALUE);
          }
        } finally {
          turn.unlock();
        }
      } else {
        nap(deadline);
      }
      if (!reply.isDone() && System.nanoTime() - deadline >= 0) {
        throw giveUp(reply, sent, timeout);
      }
    }
  }

  private RuntimeException giveUp(
      CompletableFuture<Message> reply, boolean sent, Duration timeout) {
    lock.lock();
    try {
      pending.values().removeIf(p -> p.reply() == reply);
    } finally {
      lock.unlock();
    }
    return context.timedOut(sent ? "a reply" : "a responder with room for a request", timeout);
  }

  private void nap(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    LockSupport.parkNanos(this, Math.min(NAP / 20, Math.max(1, deadline - System.nanoTime())));
  }

  /** Takes replies until this one has come or the time is over. The caller has the turn. */
  private void pollUntil(CompletableFuture<Message> reply, long deadline)
      throws InterruptedException {
    wait.begin(endpoint.gate(), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    try {
      while (!reply.isDone()) {
        if (poll(Integer.MAX_VALUE) == 0 && !reply.isDone() && !wait.idle(lock)) {
          return;
        }
      }
    } finally {
      wait.end();
    }
  }

  private static Message result(CompletableFuture<Message> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IpcException known) {
        throw known;
      }
      throw e;
    }
  }

  // --- replies that no thread waits for ---

  private void startPump() {
    lock.lock();
    try {
      if (!pumping) {
        pumping = true;
        Thread.ofVirtual().name("ipc-" + channel() + "-replies").start(this::pump);
      }
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    CompletableFuture<Message> next = null;
    try {
      while ((next = anyPending()) != null) {
        turn.lockInterruptibly();
        try {
          pollUntil(next, System.nanoTime() + Durations.nanos(HandleContext.FOREVER));
        } finally {
          turn.unlock();
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      failAll(e);
    }
  }

  private @Nullable CompletableFuture<Message> anyPending() {
    lock.lock();
    try {
      for (Pending one : pending.values()) {
        return one.reply();
      }
      pumping = false;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void failAll(Throwable failure) {
    lock.lock();
    try {
      pumping = false;
      pending.values().forEach(p -> p.reply().completeExceptionally(failure));
      pending.clear();
    } finally {
      lock.unlock();
    }
  }

  // --- handle ---

  @Override
  public int outstanding() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Requester shared() {
    return this;
  }

  @Override
  public void close() {
    context.closeOnce(
        endpoint.gate(),
        linger -> {
          sender.closePort(linger);
          failAll(context.closedError());
        });
  }
}
