package io.ipc4j.msg.mq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.posix.Errno;
import io.ipc4j.msg.posix.MessageQueue;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Posix;
import io.ipc4j.msg.posix.Privileges;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.uds.UdsPeer;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class MqErrorsTest {
  @TempDir Path directory;
  private Sessions sessions;

  @BeforeEach
  void inDirectory() {
    sessions = new Sessions("mq", directory);
  }

  @Test
  void aQueueTooSmallToSayHelloInIsRefused() {
    try (Ipc ipc = sessions.open("ipc.mq.messages", "2", "ipc.mq.message-size", "264")) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .isInstanceOfSatisfying(
              IpcConfigException.class, e -> assertThat(e.is(ErrorIds.BAD_VALUE)).isTrue())
          .hasMessageContaining("ipc.mq.message-size=264")
          .hasMessageContaining("2 messages of 264 bytes is too small to say hello in")
          .hasMessageContaining("Allowed: 2056 bytes or more");
    }
  }

  @Test
  void moreThanTheSystemAllowsIsRefusedWhenItIsOpened() {
    try (Ipc ipc = sessions.open("ipc.mq.messages", "65536", "ipc.mq.message-size", "16MiB")) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .satisfies(e -> {
            assertThat(e).isInstanceOfAny(IpcResourceException.class, IpcConfigException.class);
            assertThat(e.getMessage()).containsAnyOf("ulimit -q", "fs.mqueue.msgsize_max");
          });
    }
  }

  /** The limit is the user's, and each process has its own idea of it. */
  @Test
  void aSenderWithoutRoomForAQueueSaysWhatToDo() throws Exception {
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      assertThat(receiver.tryReceive()).isNull();
      Process sender = UdsPeer.start("tell", directory, "mq", "prlimit", "--msgqueue=4000");
      try {
        assertThat(UdsPeer.linesOf(sender).readLine())
            .startsWith("[ipc/no-space] queue=/ipc4j-" + UserDirectory.uid() + "-default-")
            .contains(": the message queues of this user fill the 4000 bytes that they may take")
            .contains("Raise the limit (ulimit -q BYTES, in systemd LimitMSGQUEUE=; ulimit -n)");
      } finally {
        sender.destroyForcibly().waitFor();
      }
    }
  }

  /** In a namespace of its own, so that no other test feels the limit. */
  @Test
  void aSenderBeyondTheSystemsNumberOfQueuesSaysWhatToDo() throws Exception {
    String[] alone = {
      "unshare",
      "--ipc",
      "sh",
      "-c",
      "echo 1 > /proc/sys/fs/mqueue/queues_max"
          + " && exec setpriv --bounding-set=-sys_resource \"$@\"",
      "sh"
    };
    assumeThat(Privileges.run(alone, "true")).as("may make a namespace of queues").isTrue();
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      assertThat(receiver.tryReceive()).isNull();
      Process sender = UdsPeer.start("tell", directory, "mq", alone);
      try {
        assertThat(UdsPeer.linesOf(sender).readLine())
            .startsWith("[ipc/no-space] queue=/ipc4j-" + UserDirectory.uid() + "-default-")
            .endsWith(
                ": the system has the 1 message queues that it may have."
                    + " Raise the limit (sysctl fs.mqueue.queues_max), or remove old queues.");
      } finally {
        sender.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void queuesOfTheDeadAreRemovedWhenSomebodyListens() throws IOException {
    sessions.open().close();
    String id = "0123456789abcdef";
    String name = "/ipc4j-" + UserDirectory.uid() + "-default-" + id + ".a";
    Path links = directory.resolve("default").resolve("mq").resolve(".links");
    try (Ipc ipc = sessions.open()) {
      ipc.receiver("first").close();
      MessageQueue.create(name, QueueLimits.read().shapes().getLast()).close();
      Posix.makeFifo(links.resolve(id + ".a"));
      ipc.receiver("second").close();
    }
    assertThat(links).isEmptyDirectory();
    assertThatThrownBy(() -> MessageQueue.open(name))
        .isInstanceOfSatisfying(
            OsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    assertThat(Files.exists(links.resolve(id + ".a"))).isFalse();
  }
}
