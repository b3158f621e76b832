package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.tool.ToolException;
import java.lang.foreign.Arena;

/**
 * Messages by writing, locking and reading in a region. A place holds one message, so the stream is
 * a hand-over of one after another.
 */
final class RegionWire implements Wire {

  private final Ipc ipc;
  private final Lane lane;
  private final Arena arena = Arena.ofConfined();
  private final RegionPost post;
  private final Letter letter;
  private final Letter answer;
  private long sequence;

  RegionWire(Ipc ipc, Lane lane, int largest) {
    this.ipc = ipc;
    this.lane = lane;
    this.letter = new Letter(arena, largest);
    this.answer = new Letter(arena, largest);
    this.post = RegionPost.open(ipc, lane, largest);
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
    letter.write(kind, ++sequence);
    post.send(letter, size);
    post.answered(answer, sequence);
    answer.mustAnswer(sequence);
  }

  @Override
  public long stream(int size, long nanos) throws InterruptedException, ToolException {
    long end = System.nanoTime() + nanos;
    long sent = 0;
    do {
      letter.write(Letter.STREAM, ++sequence);
      post.send(letter, size);
      post.answered(answer, sequence);
      sent++;
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
    post.close();
    ipc.regions().remove(lane.name());
    arena.close();
  }
}
