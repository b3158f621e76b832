package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.shm.point.Finding.Kind;
import io.ipc4j.shm.point.Oracle.Handled;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A requester, and a responder that comes after the victim. */
final class AskingSurvivors extends Survivors {
  private final Requester requester;
  private final List<Long> answered = new ArrayList<>();
  private final List<Long> handledLater = new ArrayList<>();
  private @Nullable Responder successor;
  private @Nullable CompletableFuture<Message> reply;
  private long next;

  AskingSurvivors(Path directory) {
    super(directory);
    requester = session().requester(Script.CHANNEL);
  }

  /** Asks one thing after the other; what a responder took with it isn't asked again. */
  @Override
  void step() throws InterruptedException {
    CompletableFuture<Message> waited = reply;
    if (waited == null) {
      reply = requester.requestAsync(Numbered.message(next++));
    } else if (waited.isDone()) {
      if (!waited.isCompletedExceptionally()) {
        check(waited.join(), next - 1);
      }
      reply = null;
    }
    int ignored = requester.poll(8);
    Responder responder = successor;
    if (responder != null) {
      int _ =
          responder.poll(
              (memory, offset, length, replyTo) -> {
                handledLater.add(Numbered.number(memory, offset, length));
                SendResult _ =
                    replyTo.tryReply(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
              },
              8);
    }
    Thread.sleep(1);
  }

  private void check(Message message, long number) {
    if (Numbered.number(message.memory(), 0, message.length()) != number) {
      throw new Finding(Kind.CORRUPT, "the reply to " + number);
    }
    answered.add(number);
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    Ipc ipc = session();
    stepUntil("a successor may respond", () -> succeed(ipc));
    int before = answered.size();
    stepUntil("the successor answers", () -> answered.size() >= before + 5);
    List<Long> all = new ArrayList<>(oracle.handled().stream().map(Handled::number).toList());
    all.addAll(handledLater);
    Set<Long> once = new HashSet<>(all);
    if (once.contains(-1L)) {
      throw new Finding(Kind.CORRUPT, "a request in " + all);
    }
    if (once.size() < all.size()) {
      throw new Finding(Kind.DUPLICATED, "requests " + all);
    }
    if (!once.containsAll(answered)) {
      throw new Finding(Kind.CORRUPT, "answered " + answered + ", handled " + all);
    }
  }

  private boolean succeed(Ipc ipc) {
    try {
      successor = ipc.responder(Script.CHANNEL);
      return true;
    } catch (IpcUsageException e) {
      return false; // the kernel hasn't taken the dead one's locks yet
    }
  }
}
