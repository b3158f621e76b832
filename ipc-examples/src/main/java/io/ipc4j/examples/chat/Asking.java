package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.SendResult;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A client's way to the server: what comes of a request arrives as an event. One thread's. */
final class Asking {
  private final Requester requester;
  private final Consumer<Event> events;
  private int connection;

  Asking(Ipc ipc, Consumer<Event> events) {
    this.requester = ipc.requester(Names.CHANNEL);
    this.events = events;
  }

  /** Asks if the server can be reached now; tells whether it could. */
  boolean tryToAsk(Request request) {
    MemorySegment bytes = bytes(request);
    CompletableFuture<Message> reply = new CompletableFuture<>();
    boolean sent = requester.tryRequest(bytes, 0, bytes.byteSize(), reply) == SendResult.SENT;
    if (sent) {
      watch(request, reply);
    }
    return sent;
  }

  /** Asks, as soon as that is possible. */
  void ask(Request request) {
    MemorySegment bytes = bytes(request);
    watch(request, requester.requestAsync(bytes, 0, bytes.byteSize()));
  }

  private void watch(Request request, CompletableFuture<Message> reply) {
    int asked = connection;
    CompletableFuture<Message> _ =
        reply.whenComplete(
            (message, why) -> events.accept(new Event.Answered(asked, request, message, why)));
  }

  private static MemorySegment bytes(Request request) {
    return ChatCodec.toMemory(ChatCodec.REQUEST, request);
  }

  /** The connection is a new one: what comes of earlier requests doesn't matter any more. */
  void forgetWhatIsOutstanding() {
    connection++;
  }

  boolean isCurrent(Event.Answered event) {
    return event.connection() == connection;
  }

  String transport() {
    return requester.transport();
  }
}
