package io.ipc4j.msg.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever breaks the protocol loses its own connection; others don't notice. */
@Timeout(300)
public abstract class HostilePeers {
  private static final MemorySegment NOTHING = Arena.ofAuto().allocate(8, 8).asSlice(0, 0);

  @TempDir Path directory;
  private Ipc ipc;
  private Receiver receiver;
  private Sender sender;
  private Place place;
  private int number;

  /** The transport's name. */
  protected abstract String transport();

  /** The place where its ends meet. */
  protected abstract Place place(Path directory, ClaimLock lock);

  @BeforeEach
  void openHonestEnds() throws InterruptedException {
    ipc =
        new Sessions(transport(), directory)
            .open("ipc." + transport() + ".handshake-timeout", "300ms");
    receiver = ipc.receiver("c");
    sender = ipc.sender("c");
    place = place(home(), LocalTransport.lock(home()));
    honestEndsTalk();
  }

  @AfterEach
  void close() throws InterruptedException {
    honestEndsTalk();
    assertThat(receiver.peers()).hasSize(1);
    ipc.close();
  }

  private Path home() {
    return directory.resolve("default").resolve(transport());
  }

  /** Where the receiver of the queue listens. */
  private Path door() {
    return home().resolve("c").resolve("in");
  }

  private RawPeer peer() throws IOException {
    return new RawPeer(place, door());
  }

  private void honestEndsTalk() throws InterruptedException {
    String text = "message " + number++;
    sender.send(text.getBytes(StandardCharsets.UTF_8), Sessions.LONG);
    assertThat(receiver.receive(Sessions.LONG).toUtf8()).isEqualTo(text);
  }

  /** Whether a newcomer that keeps to the rules is taken. */
  private void newcomersAreTaken() throws IOException {
    RawPeer honest = peer().introduce("c");
    awaitLinks(2);
    honest.close();
    awaitLinks(1);
  }

  private void awaitLinks(int count) {
    Sessions.await(receiver, () -> receiver.peers().size() == count);
  }

  /** The end is counted when its link is let go; its peer is not listed from a moment before. */
  private void awaitLost(int count) {
    Sessions.await(receiver, () -> receiver.stats().linksLost() == count);
  }

  @Test
  void garbageInsteadOfAHello() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[8 + random.nextInt(5000)];
      random.nextBytes(garbage);
      try (RawPeer peer = peer()) {
        try {
          peer.bytes(ByteBuffer.wrap(garbage));
        } catch (IOException e) {
          continue; // closed before all was written
        }
        peer.awaitEnd();
      }
    }
  }

  @Test
  void nothingAtAllInsteadOfAHello() throws IOException {
    try (RawPeer silent = peer()) {
      silent.awaitEnd();
    }
  }

  @Test
  void aHelloForAnotherChannel() throws IOException {
    try (RawPeer peer = peer().introduce("other")) {
      peer.awaitEnd();
    }
  }

  @Test
  void aLengthBomb() throws IOException {
    try (RawPeer peer = peer().introduce("c")) {
      awaitLinks(2);
      peer.frame(FrameLayout.header(FrameLayout.DATA, 0, 0xFFFF_FFFFL), NOTHING);
      awaitLost(1);
      peer.awaitEnd();
    }
  }

  @Test
  void framesThatDoNotExist() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      long header = random.nextLong() | (0x80L << 32); // no kind has this bit
      try (RawPeer peer = peer().introduce("c")) {
        awaitLinks(2);
        peer.frame(header, NOTHING);
        awaitLost(i + 1);
      }
    }
  }

  @Test
  void anAcknowledgementOfWhatWasNeverSent() throws IOException {
    MemorySegment frame = Arena.ofAuto().allocate(32, 8);
    FrameLayout.acknowledge(frame, 0, FrameLayout.ACK, new Consumed(1, 16, 0));
    try (RawPeer peer = peer().introduce("c")) {
      awaitLinks(2);
      peer.bytes(frame.asByteBuffer());
      awaitLost(1);
    }
  }

  @Test
  void halfAFrameAndThenTheEnd() throws Exception {
    try (RawPeer peer = peer().introduce("c")) {
      awaitLinks(2);
      MemorySegment text =
          Arena.ofAuto().allocateFrom("whole", StandardCharsets.US_ASCII).asSlice(0, 5);
      peer.frame(FrameLayout.header(FrameLayout.DATA, 0, text.byteSize()), text);
      peer.frame(FrameLayout.header(FrameLayout.DATA, 0, 1000), text);
    }
    assertThat(receiver.receive(Sessions.LONG).toUtf8()).isEqualTo("whole");
    awaitLost(1);
  }

  @Test
  void garbageAtTheDoor() throws Exception {
    Random random = new Random(3);
    byte[] garbage = new byte[3000];
    for (int i = 0; i < 20; i++) {
      random.nextBytes(garbage);
      Files.write(door(), garbage, StandardOpenOption.WRITE);
      newcomersAreTaken();
      honestEndsTalk();
    }
  }
}
