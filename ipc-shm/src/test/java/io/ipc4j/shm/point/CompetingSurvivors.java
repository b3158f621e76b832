package io.ipc4j.shm.point;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.point.Finding.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A sender and a receiver of a queue whose receivers compete. */
final class CompetingSurvivors extends Survivors {
  private static final Duration WAIT = Duration.ofMillis(5);

  /** A possible member that never was one, and where it would have its place as a receiver. */
  private static final long DEAD = (1L << 40) + 1023;

  private static final long LAST_SLOT = 4096 + 63 * 128;

  private final boolean victimReceives;
  private final Receiver receiver;
  private final Sender sender;
  private final Sender other;
  private final Log log = new Log();
  private long sent;
  private long others;
  private boolean ended;

  CompetingSurvivors(Path directory, boolean victimReceives) {
    super(directory);
    this.victimReceives = victimReceives;
    receiver = session().receiver(Script.SHARED);
    sender = session().sender(Script.SHARED);
    other = session().sender(Script.SHARED);
  }

  /** One has died that nobody has noticed yet: who comes gives back what it had. */
  @Override
  void prepare() throws InterruptedException {
    step(); // or these would notice it
    Path channel = directory.resolve("ipc/default/shm/channels").resolve(Script.SHARED);
    Path control =
        Directories.list(channel).stream().filter(this::isControl).findFirst().orElseThrow();
    try (FileChannel file = FileChannel.open(control, StandardOpenOption.WRITE)) {
      ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      int ignored = file.write(word.putLong(0, DEAD), LAST_SLOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isControl(Path path) {
    return String.valueOf(path.getFileName()).startsWith("control-");
  }

  @Override
  void step() throws InterruptedException {
    if (victimReceives && !ended) {
      try {
        if (sender.send(Numbered.message(sent), WAIT) == SendResult.SENT) {
          sent++;
        }
      } catch (IpcTimeoutException e) {
        // the victim stands still with a message, and the rest of the ring is full
      }
    }
    log.poll(receiver);
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    sendAnother();
  }

  /** By another lane than that of which the victim may have a message. It may take this one too. */
  private void sendAnother() throws InterruptedException {
    long before = log.others();
    while (log.others() == before) {
      stepUntil(
          "another sender sends",
          () -> other.trySend(Numbered.message(Log.OTHERS + others)) == SendResult.SENT);
      others++;
      step();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    if (victimReceives) {
      long before = sent;
      stepUntil("the sender goes on without the victim", () -> sent >= before + 20);
      ended = true;
      stepUntil("all is handled", () -> isHandled(sent));
    } else {
      stepUntil("what was acknowledged is handled", () -> isHandled(oracle.acknowledged()));
      sendAnother();
    }
    log.prepend(oracle.handled().stream().filter(one -> one.number() < Log.OTHERS).toList());
    int came = log.checkShared(died ? 1 : 0);
    if (victimReceives ? came != sent : came > oracle.attempted()) {
      throw new Finding(Kind.LOST, came + " came of " + sent + ": " + log);
    }
    if (!victimReceives && !died && came != Script.MESSAGES) {
      throw new Finding(Kind.LOST, "only " + came + ": " + log);
    }
  }

  private boolean isHandled(long count) {
    Log all = new Log();
    all.prepend(log.entries());
    all.prepend(oracle.handled().stream().filter(one -> one.number() < Log.OTHERS).toList());
    return all.checkShared(Integer.MAX_VALUE) >= count;
  }
}
