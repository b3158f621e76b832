package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.msg.raw.RawPeer;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How ends part that keep to the rules. */
@Timeout(120)
class GoodbyeTest {
  @TempDir Path directory;

  @Test
  void aGoodbyeIsAnsweredOnceAllBeforeItIsTaken() throws Exception {
    Sessions sessions = new Sessions(directory);
    MemorySegment message = Arena.ofAuto().allocate(16, 8);
    MemorySegment goodbye = Arena.ofAuto().allocate(32, 8);
    FrameLayout.acknowledge(goodbye, 0, FrameLayout.FIN, new Consumed(0, 0, 0));
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c");
        RawPeer peer = new RawPeer(UnixDomainSocketAddress.of(sessions.receiverOf("c")))) {
      peer.introduce("c");
      for (int i = 0; i < 3; i++) {
        peer.frame(FrameLayout.header(FrameLayout.DATA, 0, message.byteSize()), message);
      }
      peer.bytes(goodbye.asByteBuffer());
      for (int i = 0; i < 3; i++) {
        receiver.receive(Sessions.LONG);
      }
      Sessions.await(receiver, receiver::isDrained);
      MemorySegment words = peer.lastWords();
      long last = words.byteSize() - goodbye.byteSize();
      assertThat(FrameLayout.word(words, last))
          .isEqualTo(FrameLayout.header(FrameLayout.FIN, 0, FrameLayout.ACK_PAYLOAD));
      assertThat(Consumed.read(words, last + FrameLayout.HEADER))
          .isEqualTo(new Consumed(3, 3 * FrameLayout.size(message.byteSize()), 0));
      assertThat(receiver.stats().linksClosed()).isEqualTo(1);
    }
  }
}
