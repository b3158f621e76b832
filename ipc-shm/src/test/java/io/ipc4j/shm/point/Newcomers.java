package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Nobody at first; who comes later finds a namespace that works, with what is unread. */
final class Newcomers extends Survivors {
  private final Log log = new Log();
  private @Nullable Receiver receiver;

  Newcomers(Path directory) {
    super(directory);
  }

  @Override
  void step() throws InterruptedException {
    Receiver known = receiver;
    if (known == null) {
      Thread.sleep(1);
    } else {
      log.poll(known);
    }
  }

  /** Others use the namespace and the channel, except the victim's place. */
  @Override
  void whileStopped(Plan plan) {
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Sender other = ipc.sender(Script.CHANNEL)) {
      boolean ignored = other.isConnected();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    Ipc ipc = session();
    stepUntil("a successor may receive", () -> succeed(ipc));
    Sender sender = session().sender(Script.CHANNEL);
    SendResult result = sender.send(Numbered.message(Log.OTHERS), Script.PATIENCE);
    if (result != SendResult.SENT) {
      throw new Finding(Finding.Kind.STUCK, "a new sender: " + result);
    }
    long handled = oracle.handled().size();
    stepUntil(
        "what is unread comes, and what is new",
        () -> log.others() > 0 && Math.max(handled, log.next()) >= oracle.acknowledged());
    log.prepend(oracle.handled());
    log.check(0, oracle.acknowledged(), oracle.attempted(), died ? 1 : 0);
  }

  private boolean succeed(Ipc ipc) {
    try {
      receiver = ipc.receiver(Script.CHANNEL);
      return true;
    } catch (IpcUsageException e) {
      return false; // the kernel hasn't taken the dead one's locks yet
    }
  }
}
