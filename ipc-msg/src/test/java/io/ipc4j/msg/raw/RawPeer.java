package io.ipc4j.msg.raw;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;

/** A sender that speaks the protocol byte by byte, and may break it. Blocks. */
public final class RawPeer implements AutoCloseable {
  private final SocketChannel channel;

  /** Connects to a receiver. */
  public RawPeer(SocketAddress receiver) throws IOException {
    this.channel = SocketChannel.open(receiver);
  }

  /** Says a hello that the receiver of a queue with default settings agrees to. */
  public RawPeer introduce(String channelName) throws IOException {
    return introduce(channelName, "", 0);
  }

  /** Says a hello that tells which end of which namespace this is. */
  public RawPeer introduce(String channelName, String namespace, long end) throws IOException {
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
            Hello.Status.WELCOME,
            Role.WRITER,
            false,
            1 << 20,
            1,
            agreement,
            channelName,
            "raw",
            "",
            namespace,
            end);
    MemorySegment payload = hello.encode();
    frame(FrameLayout.header(FrameLayout.HELLO, 0, payload.byteSize()), payload);
    long answer = word();
    ByteBuffer rest = ByteBuffer.allocate((int) FrameLayout.size(FrameLayout.length(answer)) - 8);
    readFully(rest);
    return this;
  }

  /** Writes a header and payload, padded, whatever the header says. */
  public RawPeer frame(long header, MemorySegment payload) throws IOException {
    MemorySegment frame = Arena.ofAuto().allocate(FrameLayout.size(payload.byteSize()), 8);
    FrameLayout.word(frame, 0, header);
    MemorySegment.copy(payload, 0, frame, FrameLayout.HEADER, payload.byteSize());
    return bytes(frame.asByteBuffer());
  }

  /** Writes bytes as they are. */
  public RawPeer bytes(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return this;
  }

  /** Whether the other end closes the connection; blocks until it does or says something. */
  public boolean isClosedByPeer() {
    try {
      ByteBuffer some = ByteBuffer.allocate(4096);
      int read = 0;
      while (read >= 0) {
        read = channel.read(some.clear());
      }
      return true;
    } catch (IOException e) {
      return true; // reset: closed with what this end had written still unread
    }
  }

  /** What the other end says from now on until it closes the connection; blocks until then. */
  public MemorySegment lastWords() throws IOException {
    MemorySegment all = Arena.ofAuto().allocate(4096, 8);
    ByteBuffer bytes = all.asByteBuffer();
    while (channel.read(bytes) >= 0) {
      if (!bytes.hasRemaining()) {
        throw new IOException("too many words");
      }
    }
    return all.asSlice(0, bytes.position());
  }

  private long word() throws IOException {
    ByteBuffer word = ByteBuffer.allocateDirect(8);
    readFully(word);
    return FrameLayout.word(MemorySegment.ofBuffer(word.flip()), 0);
  }

  private void readFully(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new IOException("closed");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
