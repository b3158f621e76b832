package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/** A stream that keeps what is written, as much at a time as a script allows. */
final class FakeStream implements ByteStream {
  /** What was written: a frame's header and payload. */
  record Frame(long header, byte[] payload) {}

  private final IntSupplier room;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  FakeStream(IntSupplier room) {
    this.room = room;
  }

  @Override
  public int read(ByteBuffer target) {
    return 0;
  }

  @Override
  public int write(ByteBuffer source) {
    int count = Math.min(source.remaining(), room.getAsInt());
    byte[] bytes = new byte[count];
    source.get(bytes);
    written.writeBytes(bytes);
    return count;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    long total = 0;
    for (ByteBuffer source : sources) {
      total += write(source);
      if (source.hasRemaining()) {
        break;
      }
    }
    return total;
  }

  /** All frames that were written; the stream must end with a whole one. */
  List<Frame> frames() {
    byte[] all = written.toByteArray();
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(8, all.length), 8);
    MemorySegment.copy(MemorySegment.ofArray(all), 0, memory, 0, all.length);
    List<Frame> frames = new ArrayList<>();
    long at = 0;
    while (at < all.length) {
      long header = FrameLayout.word(memory, at);
      long length = FrameLayout.length(header);
      frames.add(
          new Frame(
              header,
              memory
                  .asSlice(at + FrameLayout.HEADER, length)
                  .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
      at += FrameLayout.size(length);
    }
    if (at != all.length) {
      throw new AssertionError("the stream ends within a frame");
    }
    return frames;
  }

  @Override
  public Source source() {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong uid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}
}
