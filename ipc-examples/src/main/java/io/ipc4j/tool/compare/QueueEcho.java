package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * The answering end of {@link QueueWire}: copies each message out, counts those of a stream, and
 * answers the others. For use by one thread.
 *
 * <p>State: at most one message waits for its answer, since who asks waits for it.
 */
final class QueueEcho implements MessageHandler {

  private static final int BATCH = 256;

  /** The leading side may be watching it idle, or be attached to by a tracer. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Letter letter;
  private boolean asked;
  private boolean over;
  private long count;
  private long last;

  private QueueEcho(Letter letter) {
    this.letter = letter;
  }

  /** Answers until the leading side parts. */
  static void run(Ipc ipc, Lane lane, int largest) throws InterruptedException, ToolException {
    try (Arena arena = Arena.ofConfined();
        Receiver there = ipc.receiver(lane.there());
        Sender back = ipc.sender(lane.back())) {
      new QueueEcho(new Letter(arena, largest)).answer(there, back);
    }
  }

  private void answer(Receiver there, Sender back) throws InterruptedException, ToolException {
    while (!over) {
      if (there.poll(this, BATCH, SILENCE) == 0) {
        throw new ToolException(
            ExitCode.TIMEOUT,
            "channel=" + there.channel() + ": nothing came for " + SILENCE.toSeconds() + " s");
      }
      if (asked) {
        asked = false;
        back.send(letter.memory(), 0, letter.length(), Letter.PATIENCE);
      }
    }
  }

  @Override
  public void onMessage(MemorySegment memory, long offset, long length) {
    letter.take(memory, offset, length);
    long kind = letter.kind();
    if (kind == Letter.STREAM) {
      count += letter.sequence() == last + 1 ? 1 : 0;
    } else {
      asked = true;
      if (kind != Letter.ECHO) {
        letter.count(count);
        count = 0;
        over = kind == Letter.END;
      }
    }
    last = letter.sequence();
  }
}
