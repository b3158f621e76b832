package io.ipc4j.msg.meeting;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A sender that speaks the protocol byte by byte over any place to meet, and may break it. */
final class RawPeer implements AutoCloseable {
  private final ByteStream stream;

  RawPeer(Place place, Path path) throws IOException {
    this.stream = place.dial(path);
  }

  /** Says a hello that the receiver of a queue with default settings agrees to. */
  RawPeer introduce(String channel) throws IOException {
    Agreement agreement =
        new Agreement(
            Pattern.QUEUE,
            OptionalLong.empty(),
            16 << 20,
            Receivers.SINGLE,
            Delivery.PLAIN,
            ChecksumKind.NONE);
    Hello hello =
        new Hello(
            Hello.Status.WELCOME, Role.WRITER, false, 1 << 20, 1, agreement, channel, "raw", "");
    MemorySegment payload = hello.encode();
    return frame(FrameLayout.header(FrameLayout.HELLO, 0, payload.byteSize()), payload);
  }

  /** Writes a header and payload, padded, whatever the header says. */
  RawPeer frame(long header, MemorySegment payload) throws IOException {
    MemorySegment frame = Arena.ofAuto().allocate(FrameLayout.size(payload.byteSize()), 8);
    FrameLayout.word(frame, 0, header);
    MemorySegment.copy(payload, 0, frame, FrameLayout.HEADER, payload.byteSize());
    return bytes(frame.asByteBuffer());
  }

  RawPeer bytes(ByteBuffer bytes) throws IOException {
    long deadline = System.nanoTime() + Sessions.LONG.toNanos();
    while (bytes.hasRemaining()) {
      if (stream.write(bytes) == 0) {
        if (isEnded() || System.nanoTime() - deadline > 0) {
          throw new IOException("not taken");
        }
        Thread.onSpinWait();
      }
    }
    return this;
  }

  /** Whether the other end closes the connection, after whatever it says. */
  void awaitEnd() {
    Sessions.await(this::isEnded);
  }

  private boolean isEnded() {
    try {
      return stream.read(ByteBuffer.allocateDirect(1 << 16)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
