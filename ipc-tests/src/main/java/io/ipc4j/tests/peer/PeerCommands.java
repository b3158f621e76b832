package io.ipc4j.tests.peer;

import io.ipc4j.Ipc;
import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.tests.kit.Payload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The commands of a peer process. Used by one thread. */
final class PeerCommands {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EVENT_EVERY = 1000;

  private final Ipc ipc;
  private final Consumer<String> events;
  private final Map<String, ChannelHandle> handles = new HashMap<>();
  private final List<ReplyTo> unanswered = new ArrayList<>();
  private @Nullable Region region;
  private @Nullable Held held;

  PeerCommands(Ipc ipc, Consumer<String> events) {
    this.ipc = ipc;
    this.events = events;
  }

  /**
   * Carries out one command.
   *
   * @param words its name and its arguments
   * @return what it resulted in
   */
  String run(String[] words) throws Exception {
    return switch (words[0]) {
      case "open" -> open(words[1], words[2]);
      case "close" -> close(words[1]);
      case "send" -> send(number(words[1]), number(words[2]), (int) number(words[3]));
      case "sendForever" -> sendForever(number(words[1]), (int) number(words[2]));
      case "sendStream" -> StreamOf.send(handle(Sender.class), number(words[1]), PATIENCE);
      case "receive" -> receive(number(words[1]));
      case "receiveForever" -> receiveForever();
      case "receiveStream" -> StreamOf.receive(handle(Receiver.class), number(words[1]), PATIENCE);
      case "take" -> takeRequests((int) number(words[1]));
      case "echo" -> echo();
      case "region" -> openRegion(words[1], number(words[2]));
      case "increment" -> incrementAtomically();
      case "add" -> addLocked(number(words[1]));
      case "lock" -> hold(region().lock("held").lock(PATIENCE));
      case "permits" ->
          hold(region().semaphore("permits", 3).acquire((int) number(words[1]), PATIENCE));
      case "readLock" -> hold(region().readWriteLock("rw").readLock().lock(PATIENCE));
      case "writeLock" -> hold(region().readWriteLock("rw").writeLock().lock(PATIENCE));
      case "release" -> release();
      case "meet" ->
          Boolean.toString(region().barrier(words[1], (int) number(words[2])).await(PATIENCE));
      case "echoSignals" -> echoSignals(number(words[1]));
      case "countDown" -> countDown();
      case "read" -> Long.toString(region().memory().get(ValueLayout.JAVA_LONG, number(words[1])));
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    };
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }

  // --- channels ---

  private String open(String kind, String channel) {
    ChannelHandle handle =
        switch (kind) {
          case "sender" -> ipc.sender(channel);
          case "receiver" -> ipc.receiver(channel);
          case "publisher" -> ipc.publisher(channel);
          case "subscriber" -> ipc.subscriber(channel);
          case "requester" -> ipc.requester(channel);
          case "responder" -> ipc.responder(channel);
          default -> throw new IllegalArgumentException("no such kind of handle: " + kind);
        };
    handles.put(kind, handle);
    return kind;
  }

  private String close(String kind) {
    ChannelHandle handle = handles.remove(kind);
    if (handle != null) {
      handle.close();
    }
    return kind;
  }

  private <H> H handle(Class<H> type) {
    for (ChannelHandle handle : handles.values()) {
      if (type.isInstance(handle)) {
        return type.cast(handle);
      }
    }
    throw new IllegalStateException("no " + type.getSimpleName() + " is open");
  }

  private String send(long first, long count, int length) throws InterruptedException {
    Sender sender = handle(Sender.class);
    for (long i = first; i < first + count; i++) {
      SendResult result = sender.send(Payload.of(i, length), 0, length, PATIENCE);
      if (result != SendResult.SENT) {
        throw new IllegalStateException("message " + i + ": " + result);
      }
    }
    return Long.toString(count);
  }

  /** Sends until the process is killed; the events say up to which number. */
  private String sendForever(long first, int length) throws InterruptedException {
    for (long i = first; ; i++) {
      send(i, 1, length);
      if (i % EVENT_EVERY == 0) {
        events.accept(Long.toString(i));
      }
    }
  }

  /** Receives numbered messages; the result is the numbers of the first and the last. */
  private String receive(long count) throws InterruptedException {
    Receiver receiver = handle(Receiver.class);
    long first = -1;
    long last = -1;
    for (long i = 0; i < count; i++) {
      last = numberOf(receiver.receive(PATIENCE));
      first = i == 0 ? last : first;
    }
    return first + " " + last;
  }

  private static long numberOf(Message message) {
    byte[] bytes = message.toByteArray();
    long number = Payload.number(bytes);
    Payload.requireWhole(bytes, number, bytes.length);
    return number;
  }

  /** Receives until the process is killed; an event for each message, before it is consumed. */
  private String receiveForever() throws InterruptedException {
    Receiver receiver = handle(Receiver.class);
    while (true) {
      receiver.poll(
          (memory, offset, length) -> {
            byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
            long number = Payload.number(bytes);
            Payload.requireWhole(bytes, number, bytes.length);
            events.accept(number + (receiver.isRedelivered() ? " again" : ""));
          },
          1,
          PATIENCE);
    }
  }

  private String takeRequests(int count) throws InterruptedException {
    Responder responder = handle(Responder.class);
    while (unanswered.size() < count) {
      responder.poll((memory, offset, length, replyTo) -> unanswered.add(replyTo), 1, PATIENCE);
    }
    return Integer.toString(count);
  }

  /** Answers each request with itself until the process ends. */
  private String echo() throws InterruptedException {
    Responder responder = handle(Responder.class);
    events.accept("echoing");
    while (true) {
      responder.poll(
          (memory, offset, length, replyTo) -> {
            MemorySegment reply =
                MemorySegment.ofArray(
                    memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
            while (replyTo.tryReply(reply, 0, length) == SendResult.BACK_PRESSURED) {
              Thread.onSpinWait();
            }
          },
          10,
          PATIENCE);
    }
  }

  // --- regions ---

  private Region region() {
    Region open = region;
    if (open == null) {
      throw new IllegalStateException("no region is open");
    }
    return open;
  }

  private String openRegion(String name, long size) {
    region = ipc.regions().createOrAttach(name, size);
    return name;
  }

  private String incrementAtomically() {
    return Long.toString(region().atomics().getAndAddLong(0, 1));
  }

  private String addLocked(long count) throws InterruptedException {
    MemorySegment memory = region().memory();
    for (long i = 0; i < count; i++) {
      try (Held lock = region().lock("sum").lock(PATIENCE)) {
        if (lock.previousOwnerDied()) {
          throw new IllegalStateException("nobody died");
        }
        memory.set(ValueLayout.JAVA_LONG, 8, memory.get(ValueLayout.JAVA_LONG, 8) + 1);
      }
    }
    return Long.toString(count);
  }

  private String hold(Held taken) {
    held = taken;
    return Boolean.toString(taken.previousOwnerDied());
  }

  private String release() {
    Held taken = held;
    held = null;
    if (taken != null) {
      taken.close();
    }
    return "released";
  }

  /** Answers each signal of one event by one of another. */
  private String echoSignals(long count) throws InterruptedException {
    RegionEvent questions = region().event("questions");
    RegionEvent answers = region().event("answers");
    for (long seen = 0; seen < count; seen++) {
      if (questions.await(seen, PATIENCE) != seen + 1) {
        throw new IllegalStateException("signal " + seen + " was not followed by the next");
      }
      answers.signal();
    }
    return Long.toString(answers.count());
  }

  private String countDown() {
    RegionLatch latch = region().latch("latch", 2);
    latch.countDown();
    return Integer.toString(latch.count());
  }

  /** Whether a command that holds something was carried out. */
  boolean isHolding() {
    return held != null;
  }
}
