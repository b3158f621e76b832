package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A sender, and a receiver that comes after the victim. */
final class SendingSurvivors extends Survivors {
  private static final Duration WAIT = Duration.ofMillis(5);

  private final Sender sender;
  private final Log log = new Log();
  private @Nullable Receiver successor;
  private long sent;

  SendingSurvivors(Path directory) {
    super(directory);
    sender = session().sender(Script.CHANNEL);
  }

  @Override
  void step() throws InterruptedException {
    Receiver receiver = successor;
    if (receiver != null) {
      log.poll(receiver);
    }
    if (sent < Script.MESSAGES) {
      try {
        if (sender.send(Numbered.message(sent), WAIT) == SendResult.SENT) {
          sent++;
        }
      } catch (IpcTimeoutException e) {
        // no receiver, or no room: the same again
      }
    } else if (receiver == null) {
      Thread.sleep(1);
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    Ipc ipc = session();
    stepUntil("a successor may receive", () -> succeed(ipc));
    stepUntil(
        "the successor gets the rest",
        () -> sent == Script.MESSAGES && Math.max(log.next(), lastHandled()) >= sent);
    log.prepend(oracle.handled());
    log.check(0, sent, sent, died ? 1 : 0);
  }

  private long lastHandled() {
    return oracle.handled().isEmpty() ? 0 : oracle.handled().getLast().number() + 1;
  }

  private boolean succeed(Ipc ipc) {
    try {
      successor = ipc.receiver(Script.CHANNEL);
      return true;
    } catch (IpcUsageException e) {
      return false; // the kernel hasn't taken the dead one's locks yet
    }
  }
}
