package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import java.lang.foreign.Arena;

/** Messages through a queue in each direction, by the blocking calls of the public interface. */
final class QueueWire implements Wire {

  /** How often the clock is read while small messages are streamed: it costs as much as one. */
  private static final int CLOCK_EVERY = 16;

  private static final int SMALL = 4096;

  private final Arena arena = Arena.ofConfined();
  private final Sender there;
  private final Receiver back;
  private final Letter letter;
  private final Letter answer;
  private final MessageHandler keep;
  private long sequence;

  QueueWire(Ipc ipc, Lane lane, int largest) {
    letter = new Letter(arena, largest);
    answer = new Letter(arena, largest);
    keep = answer::take;
    back = ipc.receiver(lane.back());
    there = ipc.sender(lane.there());
  }

  @Override
  public void meet() throws InterruptedException, ToolException {
    ask(Letter.TOTAL, Plan.SMALLEST);
  }

  @Override
  public void roundTrip(int size) throws InterruptedException, ToolException {
    ask(Letter.ECHO, size);
  }

  private void ask(long kind, int size) throws InterruptedException, ToolException {
    send(kind, size);
    if (back.poll(keep, 1, Letter.PATIENCE) == 0) {
      throw new ToolException(
          ExitCode.TIMEOUT,
          "channel="
              + back.channel()
              + ": no answer for "
              + Letter.PATIENCE.toSeconds()
              + " s"
              + (back.isDrained() ? ", and the answering side has closed" : ""));
    }
    answer.mustAnswer(sequence);
  }

  private void send(long kind, int size) throws InterruptedException, ToolException {
    letter.write(kind, ++sequence);
    SendResult result = there.send(letter.memory(), 0, size, Letter.PATIENCE);
    if (result != SendResult.SENT) {
      throw new ToolException(
          ExitCode.FAILURE, "channel=" + there.channel() + ": a message was not sent: " + result);
    }
  }

  @Override
  public long stream(int size, long nanos) throws InterruptedException, ToolException {
    int clockEvery = size < SMALL ? CLOCK_EVERY : 1;
    long end = System.nanoTime() + nanos;
    long sent = 0;
    do {
      for (int i = 0; i < clockEvery; i++) {
        send(Letter.STREAM, size);
      }
      sent += clockEvery;
    } while (System.nanoTime() < end);
    ask(Letter.TOTAL, Plan.SMALLEST);
    answer.mustCount(sent);
    return sent;
  }

  @Override
  public void part() throws InterruptedException, ToolException {
    ask(Letter.END, Plan.SMALLEST);
  }

  @Override
  public void close() {
    there.close();
    back.close();
    arena.close();
  }
}
