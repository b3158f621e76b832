package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.msg.raw.RawPeer;
import io.ipc4j.msg.wire.FrameLayout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever breaks the protocol loses its own connection, with a reason; others don't notice. */
@Timeout(300)
class TcpHostilePeerTest {
  private static final MemorySegment NOTHING = Arena.ofAuto().allocate(8, 8).asSlice(0, 0);

  private final TcpSessions sessions =
      TcpSessions.here(Map.of("ipc.tcp.handshake-timeout", "300ms"));
  private final Warnings warnings = new Warnings();
  private final List<RawPeer> peers = new ArrayList<>();
  private Ipc ipc;
  private Receiver receiver;
  private Sender sender;
  private int number;

  @BeforeEach
  void openHonestEnds() throws InterruptedException {
    ipc = sessions.open();
    receiver = ipc.receiver("c");
    sender = ipc.sender("c");
    honestEndsTalk();
  }

  @AfterEach
  void honestEndsHaveNotNoticed() throws InterruptedException, IOException {
    for (RawPeer peer : peers) {
      peer.close();
    }
    TcpSessions.await(receiver, () -> receiver.peers().size() == 1);
    honestEndsTalk();
    ipc.close();
    warnings.close();
  }

  private void honestEndsTalk() throws InterruptedException {
    TcpSessions.talk(sender, receiver, "message " + number++);
  }

  private RawPeer peer() throws IOException {
    RawPeer peer = new RawPeer(sessions.socket());
    peers.add(peer);
    return peer;
  }

  private RawPeer linked(long end) throws IOException {
    RawPeer peer = peer().introduce("c", "default", end);
    awaitLinks(2);
    return peer;
  }

  private void awaitLinks(int count) {
    TcpSessions.await(receiver, () -> receiver.peers().size() == count);
  }

  /** The end is counted when its link is let go; its peer is not listed from a moment before. */
  private void awaitLost(int count) {
    TcpSessions.await(receiver, () -> receiver.stats().linksLost() == count);
  }

  @Test
  void garbageInsteadOfAHello() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      byte[] garbage = new byte[8 + random.nextInt(5000)];
      random.nextBytes(garbage);
      RawPeer peer = peer();
      try {
        peer.bytes(ByteBuffer.wrap(garbage));
      } catch (IOException e) {
        continue; // closed before all was written
      }
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    warnings.await("refused 127.0.0.1:", "does not speak this protocol", sessions.address());
  }

  @Test
  void nothingAtAllInsteadOfAHello() throws IOException {
    assertThat(peer().isClosedByPeer()).as("closed after the time for a hello").isTrue();
    warnings.await("refused 127.0.0.1:", "did not say in time who it is");
  }

  @Test
  void aHelloThatStopsInTheMiddle() throws IOException {
    RawPeer peer = peer().frame(FrameLayout.header(FrameLayout.HELLO, 0, 100), NOTHING);
    assertThat(peer.isClosedByPeer()).isTrue();
  }

  @Test
  void aHelloThatAnnouncesTooMuch() throws IOException {
    RawPeer peer = peer().frame(FrameLayout.header(FrameLayout.HELLO, 0, 1 << 30), NOTHING);
    assertThat(peer.isClosedByPeer()).isTrue();
  }

  @Test
  void someoneWhoTalksTlsToAnEndWithoutIt() throws IOException {
    RawPeer peer = peer().bytes(ByteBuffer.wrap(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3}));
    assertThat(peer.isClosedByPeer()).isTrue();
    warnings.await("refused 127.0.0.1:", "speaks TLS", "ipc.tcp.tls.certificate");
  }

  @Test
  void aLengthBomb() throws IOException {
    RawPeer peer = linked(1);
    peer.frame(FrameLayout.header(FrameLayout.DATA, 0, 0xFFFF_FFFFL), NOTHING);
    awaitLost(1);
    assertThat(peer.isClosedByPeer()).isTrue();
  }

  @Test
  void halfAFrameAndThenTheEnd() throws Exception {
    RawPeer peer = linked(2);
    MemorySegment text = MemorySegment.ofArray("whole".getBytes(StandardCharsets.UTF_8));
    peer.frame(FrameLayout.header(FrameLayout.DATA, 0, text.byteSize()), text);
    peer.frame(FrameLayout.header(FrameLayout.DATA, 0, 1000), text);
    peer.close();
    assertThat(receiver.receive(TcpSessions.LONG).toUtf8()).isEqualTo("whole");
    awaitLost(1);
  }

  @Test
  void someoneWhoSpeaksWhileItHasToWait() throws IOException {
    RawPeer peer = peer().introduce("not-open-here", "default", 3);
    peer.frame(FrameLayout.header(FrameLayout.DATA, 0, 0), NOTHING);
    assertThat(peer.isClosedByPeer()).isTrue();
    warnings.await("refused 127.0.0.1:", "before it was its turn");
  }

  @Test
  void manyWhoWaitForWhatIsNotThere() throws IOException {
    for (int i = 0; i < 100; i++) {
      assertThat(peer().introduce("not-open-here", "default", 100 + i)).isNotNull();
    }
    assertThat(receiver.peers()).hasSize(1);
  }
}
