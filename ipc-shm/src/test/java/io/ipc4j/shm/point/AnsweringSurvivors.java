package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.point.Finding.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A responder, and another requester. */
final class AnsweringSurvivors extends Survivors {
  private final Responder responder;
  private final Requester other;
  private final Set<Long> handled = new HashSet<>();
  private long asked;

  AnsweringSurvivors(Path directory) {
    super(directory);
    responder = session().responder(Script.CHANNEL);
    other = session().requester(Script.CHANNEL);
  }

  @Override
  void step() throws InterruptedException {
    int ignored = responder.poll(this::answer, 8, Duration.ofMillis(5));
  }

  private void answer(MemorySegment memory, long offset, long length, ReplyTo replyTo) {
    long number = Numbered.number(memory, offset, length);
    if (number < 0) {
      throw new Finding(Kind.CORRUPT, "a request after " + handled);
    }
    if (!handled.add(number)) {
      throw new Finding(Kind.DUPLICATED, "request " + number);
    }
    SendResult _ = replyTo.tryReply(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    askAnother();
  }

  private void askAnother() throws InterruptedException {
    long number = Log.OTHERS + asked++;
    CompletableFuture<Message> reply = other.requestAsync(Numbered.message(number));
    stepUntil(
        "another requester gets its reply",
        () -> {
          int ignored = other.poll(1);
          return reply.isDone();
        });
    Message message = reply.join();
    if (Numbered.number(message.memory(), 0, message.length()) != number) {
      throw new Finding(Kind.CORRUPT, "the reply to " + number);
    }
  }

  private void newcomer() {
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Requester requester = ipc.requester(Script.CHANNEL)) {
      boolean ignored = requester.isConnected();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    askAnother();
    for (long number = 0; number < oracle.acknowledged(); number++) {
      if (!handled.contains(number)) {
        throw new Finding(Kind.LOST, "request " + number + ", handled " + handled);
      }
    }
    newcomer(); // sweeps: a lane of the dead that was never announced waits for it
    // The other requester's lane and its replies, their pools, and the control file.
    stepUntil("the victim's lanes go", () -> channelFiles(Script.CHANNEL).size() <= 5);
  }
}
