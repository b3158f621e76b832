package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.file.Directories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of another version or shape, complete in themselves: the error says what differs. */
final class LayoutMismatchTest {
  private static final int VERSION = 8;
  private static final int NUMBERS = 48;
  private static final int CHECKSUM = 1020;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Path directory;

  LayoutMismatchTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Ipc open() {
    return Ipc.open(Peer.config(directory));
  }

  private void use() {
    try (Ipc ipc = open()) {
      ipc.sender("mismatch").close();
    }
  }

  private Path sessions() {
    return directory.resolve("default/shm/sessions");
  }

  private Path channel() {
    return directory.resolve("default/shm/channels/mismatch");
  }

  /** Changes a word of a header, which then says of itself that it is whole. */
  private static void change(Path path, int offset, int value) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] header = new byte[CHECKSUM];
      file.readFully(header);
      ByteBuffer words = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      words.putInt(offset, value);
      CRC32C crc = new CRC32C();
      crc.update(header, VERSION, CHECKSUM - VERSION);
      file.seek(0);
      file.write(header);
      file.writeInt(Integer.reverseBytes((int) crc.getValue()));
    }
  }

  private static void refused(ThrowingCallable attempt, Path file, String difference) {
    assertThatThrownBy(attempt)
        .isInstanceOf(IpcCorruptException.class)
        .hasMessage("[ipc/corrupt] file=" + file + ": " + difference + ".");
  }

  @Test
  void sessionsOfAnotherVersionAreRefused() throws IOException {
    use();
    change(sessions(), VERSION, 2);
    refused(
        this::use,
        sessions(),
        "layout version: expected 1, found 2. Programs with different versions of ipc-shm can't"
            + " meet: give all the same one, or this one an ipc.namespace or ipc.directory of its"
            + " own");
    change(sessions(), VERSION, 1);
    use();
  }

  @Test
  void sessionsOfAnotherShapeAreRefused() throws IOException {
    use();
    change(sessions(), NUMBERS, 512);
    refused(this::use, sessions(), "slots: expected 1024, found 512");
    change(sessions(), NUMBERS, 1024);
    change(sessions(), NUMBERS + 8, 64);
    refused(this::use, sessions(), "bytes of a slot: expected 128, found 64");
  }

  @Test
  void aChannelOfAnotherShapeIsRefused() throws IOException {
    try (Ipc ipc = open();
        Receiver open = ipc.receiver("mismatch")) {
      assertThat(open.peers()).isEmpty();
      Path control = ControlFile.pathIn(channel()).orElseThrow();
      change(control, VERSION, 3);
      assertThatThrownBy(() -> ipc.sender("mismatch"))
          .hasMessageContaining(control + ": layout version: expected 1, found 3. Programs with");
      change(control, VERSION, 1);
      change(control, NUMBERS + 24, 32);
      refused(() -> ipc.sender("mismatch"), control, "slots: expected 64, found 32");
      change(control, NUMBERS + 24, 64);
      change(control, NUMBERS + 32, 64);
      refused(() -> ipc.sender("mismatch"), control, "bytes of a slot: expected 128, found 64");
    }
  }

  @Test
  void aLaneOfAnotherShapeIsRefusedAndTheOthersAreRead() throws Exception {
    laneRefused(VERSION, 9, "layout version: expected 1, found 9. Programs with");
    laneRefused(NUMBERS, 5000, "capacity: expected a power of two from 4096 on, found 5000");
    laneRefused(NUMBERS + 8, 12288, "offset of the ring: expected 8192, found 12288");
    laneRefused(NUMBERS + 16, 65, "slots: expected 1 to 64, found 65");
    laneRefused(NUMBERS + 24, 128, "bytes of a slot: expected 256, found 128");
    laneRefused(NUMBERS, 4096, "size: expected 12288, found 73728");
  }

  /** It is told once, the other sender is heard meanwhile, and it is tried again. */
  @Test
  void aLaneThatCannotBeOpenedForNowIsReadLater() throws Exception {
    try (Ipc ipc = open();
        Sender sender = ipc.sender("mismatch")) {
      Path lane = lanes().getFirst();
      Path aside = directory.resolve("aside");
      Files.move(lane, aside);
      Files.createSymbolicLink(lane, lane);
      try (Sender other = ipc.sender("mismatch");
          Receiver receiver = ipc.receiver("mismatch")) {
        assertThatThrownBy(receiver::tryReceive)
            .isInstanceOf(IpcException.class)
            .hasMessageContaining(lane.toString());
        assertThat(other.send(new byte[] {1}, LONG)).isEqualTo(SendResult.SENT);
        assertThat(receiver.receive(LONG).toByteArray()).containsExactly(1);
        assertThat(receiver.tryReceive()).isNull();
        Files.delete(lane);
        Files.move(aside, lane);
        assertThat(sender.send(new byte[] {2}, LONG)).isEqualTo(SendResult.SENT);
        assertThat(receiver.receive(LONG).toByteArray()).containsExactly(2);
      }
    }
  }

  private List<Path> lanes() {
    return Directories.list(channel()).stream()
        .filter(path -> LaneName.of(path).isPresent())
        .toList();
  }

  /** Opening succeeds, the first poll tells, and what the other sender sends is received. */
  private void laneRefused(int offset, int value, String difference) throws Exception {
    try (Ipc ipc = open();
        Sender sender = ipc.sender("mismatch")) {
      assertThat(sender.peers()).isEmpty();
      Path lane = lanes().getFirst();
      byte[] whole = Files.readAllBytes(lane);
      change(lane, offset, value);
      try (Sender other = ipc.sender("mismatch");
          Receiver receiver = ipc.receiver("mismatch")) {
        assertThatThrownBy(receiver::tryReceive)
            .isInstanceOf(IpcCorruptException.class)
            .hasMessageContaining("[ipc/corrupt] file=" + lane + ": " + difference);
        assertThat(other.send(new byte[] {1}, LONG)).isEqualTo(SendResult.SENT);
        assertThat(receiver.receive(LONG).toByteArray()).containsExactly(1);
      }
      Files.write(lane, whole);
    }
  }

  @Test
  void aFileThatIsNoneOfAChannelsIsNamed() throws IOException {
    Path foreign = Directories.require(channel()).resolve("notes.txt");
    Files.writeString(foreign, "keep");
    assertThatThrownBy(this::use)
        .isInstanceOf(IpcResourceException.class)
        .hasMessage(
            "[ipc/system-call] directory="
                + channel()
                + " holds=[notes.txt]: it holds no channel, but something that can't be removed."
                + " Look what it is, and remove it.");
    assertThat(foreign).hasContent("keep");
    Files.delete(foreign);
    use();
  }
}
