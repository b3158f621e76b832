package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Outflow;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Facts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The receiving worker: what {@link Source} sends, in the same order of channels. */
final class Sink {

  private static final int BATCH = 1024;

  private final Ipc ipc;

  Sink(Ipc ipc) {
    this.ipc = ipc;
  }

  Facts run() throws InterruptedException, ToolException {
    Facts facts = new Facts();
    stream(facts);
    rate(facts);
    echo();
    return facts;
  }

  private void stream(Facts facts) throws InterruptedException, ToolException {
    StreamDigest digest = new StreamDigest();
    try (Receiver receiver = ipc.receiver(Source.STREAM)) {
      while (!receiver.isDrained()) {
        poll(receiver, digest, BATCH);
      }
    }
    facts.put("messages", digest.messages()).put("bytes", digest.bytes());
    facts.put("sha256", digest.hex());
  }

  private void rate(Facts facts) throws InterruptedException, ToolException {
    try (Receiver receiver = ipc.receiver(Source.RATE)) {
      long messages = 0;
      long first = 0;
      long last = 0;
      while (!receiver.isDrained()) {
        int handled = poll(receiver, (memory, offset, length) -> {}, BATCH);
        if (handled > 0) {
          last = System.nanoTime();
          first = messages == 0 ? last : first;
          messages += handled;
        }
      }
      facts.put("rateMessages", messages).put("rateNanos", last - first);
    }
  }

  private void echo() throws InterruptedException, ToolException {
    try (Arena arena = Arena.ofConfined();
        Receiver ping = ipc.receiver(Source.PING);
        Sender pong = ipc.sender(Source.PONG)) {
      MemorySegment message = arena.allocate(Source.PING_BYTES, Long.BYTES);
      MessageHandler keep =
          (memory, offset, length) -> MemorySegment.copy(memory, offset, message, 0, length);
      Outflow outflow = Outflow.toQueue(pong, Source.TIMEOUT);
      while (!ping.isDrained()) {
        if (poll(ping, keep, 1) > 0) {
          outflow.accept(message, 0, message.byteSize());
        }
      }
    }
  }

  /** Takes what comes, at least one message unless the senders have closed. */
  static int poll(Receiver receiver, MessageHandler handler, int limit)
      throws InterruptedException, ToolException {
    int handled = receiver.poll(handler, limit, Source.TIMEOUT);
    if (handled == 0 && !receiver.isDrained()) {
      throw new ToolException(
          ExitCode.TIMEOUT,
          "channel="
              + receiver.channel()
              + ": nothing came for "
              + Source.TIMEOUT.toSeconds()
              + " s");
    }
    return handled;
  }
}
