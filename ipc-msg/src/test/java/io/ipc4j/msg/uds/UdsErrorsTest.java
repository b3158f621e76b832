package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class UdsErrorsTest {
  @TempDir Path directory;
  private Sessions sessions;

  @BeforeEach
  void inDirectory() {
    sessions = new Sessions(directory);
  }

  @Test
  void aPathTooLongForASocketSaysWhatToDo() {
    Sessions deep = new Sessions(directory.resolve("d".repeat(100)));
    try (Ipc ipc = deep.open()) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOfSatisfying(
              IpcResourceException.class, e -> assertThat(e.is(ErrorIds.PATH_TOO_LONG)).isTrue())
          .hasMessageContaining("106")
          .hasMessageContaining("ipc.directory");
      assertThatThrownBy(() -> ipc.sender("c")).isInstanceOf(IpcResourceException.class);
    }
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Ipc ipc = new Sessions(open).open()) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOfSatisfying(
              IpcResourceException.class, e -> assertThat(e.is(ErrorIds.DIRECTORY_MODE)).isTrue())
          .hasMessageContaining("755");
    }
  }

  @Test
  void aLinkInPlaceOfADirectoryIsRefused() throws IOException {
    Path real = directory.resolve("real");
    UserDirectory.create(real);
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    try (Ipc ipc = new Sessions(link).open()) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOfSatisfying(
              IpcResourceException.class, e -> assertThat(e.is(ErrorIds.DIRECTORY_MODE)).isTrue());
    }
  }

  @Test
  void aSecondReceiverIsRefusedWithTheNameOfTheFirst() {
    try (Ipc first = sessions.open();
        Ipc second = sessions.open();
        Receiver holder = first.receiver("c")) {
      assertThat(holder.isConnected()).isFalse();
      for (String bind : new String[] {"auto", "sender", "receiver"}) {
        try (Ipc third = sessions.open("ipc.channel.c.bind", bind)) {
          assertThatThrownBy(() -> third.receiver("c"))
              .isInstanceOfSatisfying(
                  IpcUsageException.class, e -> assertThat(e.is(ErrorIds.RECEIVER_EXISTS)).isTrue())
              .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
      }
      assertThatThrownBy(() -> second.receiver("c")).isInstanceOf(IpcUsageException.class);
    }
  }

  @Test
  void listenersOfTwoPatternsMeetAsWell() {
    try (Ipc ipc = sessions.open();
        Receiver holder = ipc.receiver("c")) {
      assertThat(holder.isDrained()).isFalse();
      assertThatThrownBy(() -> ipc.publisher("c"))
          .isInstanceOfSatisfying(
              IpcConfigException.class, e -> assertThat(e.is(ErrorIds.AGREEMENT_MISMATCH)).isTrue())
          .hasMessageContaining("queue");
    }
  }

  @Test
  void aDifferentAgreementIsToldToTheOneThatConnects() {
    try (Ipc small = sessions.open("ipc.channel.c.max-message-size", "1000");
        Ipc large = sessions.open();
        Receiver receiver = small.receiver("c");
        Sender sender = large.sender("c")) {
      Throwable problem = failureOf(sender);
      assertThat(problem)
          .isInstanceOfSatisfying(
              IpcConfigException.class, e -> assertThat(e.is(ErrorIds.AGREEMENT_MISMATCH)).isTrue())
          .hasMessageContaining("max-message-size")
          .hasMessageContaining("1000");
      assertThat(receiver.tryReceive()).isNull();
      assertThat(receiver.isConnected()).isFalse();
    }
  }

  private static Throwable failureOf(Sender sender) {
    IpcException[] failure = new IpcException[1];
    Sessions.await(() -> {
      try {
        sender.trySend(new byte[1]);
      } catch (IpcException e) {
        failure[0] = e;
      }
      return failure[0] != null;
    });
    return failure[0];
  }

  @Test
  void moreCapacityThanThereCanBeIsRefused() {
    try (Ipc ipc = sessions.open("ipc.channel.c.capacity", "1GiB")) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .isInstanceOf(IpcConfigException.class)
          .hasMessageContaining("ipc.channel.c.capacity")
          .hasMessageContaining("512MiB");
    }
  }

  @Test
  void peersAreKnown() throws InterruptedException {
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      sender.send(new byte[1], Sessions.LONG);
      receiver.receive(Sessions.LONG);
      PeerInfo peer = receiver.peers().getFirst();
      assertThat(peer.pid()).hasValue(ProcessHandle.current().pid());
      assertThat(peer.uid()).hasValue(UserDirectory.uid());
      assertThat(peer.name()).isEqualTo(sender.peers().getFirst().name());
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      Sessions.await(receiver, sender::isConnected);
    }
    try (var files = Files.list(directory.resolve("default").resolve("uds"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".lock");
    }
  }
}
