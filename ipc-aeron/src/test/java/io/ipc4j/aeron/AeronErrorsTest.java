package io.ipc4j.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told to somebody whose configuration can't work. */
@Timeout(300)
class AeronErrorsTest {
  private Path directory = Path.of("");
  private Sessions sessions = Sessions.in(directory);

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-errors");
    // in this process, so that nothing stays behind
    sessions = Sessions.in(directory).with("ipc.aeron.driver", "embedded");
  }

  @AfterEach
  void removeDirectory() throws IOException {
    Drivers.end(directory);
  }

  private static void assertRefused(ThrowingCallable call, ErrorId id, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IpcException.class, e -> assertThat(e.is(id)).as(e.toString()).isTrue())
        .hasMessageContainingAll(words);
  }

  private Sessions udp(String address) {
    return sessions.with("ipc.transport", "aeron-udp").with("ipc.channel.c.address", address);
  }

  @Test
  void noAddress() {
    try (Ipc ipc = sessions.with("ipc.transport", "aeron-udp").open()) {
      assertRefused(
          () -> ipc.sender("c"),
          ErrorIds.MISSING_VALUE,
          "ipc.channel.c.address",
          "not set",
          "HOST:PORT",
          "ipc.channel.*.address");
    }
  }

  @Test
  void notAnAddress() {
    for (String wrong : new String[] {"localhost", "localhost:0", "localhost:x", ":4000"}) {
      try (Ipc ipc = udp(wrong).open()) {
        assertRefused(
            () -> ipc.receiver("c"),
            ErrorIds.BAD_VALUE,
            "ipc.channel.c.address=" + wrong,
            "not an address",
            "HOST:PORT");
      }
    }
  }

  @Test
  void anUnknownHost() {
    try (Ipc ipc = udp("no-such-host.invalid:4000").open()) {
      assertRefused(
          () -> ipc.sender("c"),
          ErrorIds.UNKNOWN_HOST,
          "ipc.channel.c.address=no-such-host.invalid:4000",
          "no-such-host.invalid is unknown");
    }
  }

  @Test
  void plainTextBeyondThisMachine() {
    try (Ipc ipc = udp("192.0.2.7:4000").open()) {
      assertRefused(
          () -> ipc.sender("c"),
          ErrorIds.INSECURE,
          "ipc.channel.c.address=192.0.2.7:4000",
          "plain text",
          "ipc.aeron-udp.insecure=true");
    }
    try (Ipc ipc = udp("192.0.2.7:4000").with("ipc.aeron-udp.insecure", "true").open()) {
      assertRefused(
          () -> ipc.receiver("c"),
          ErrorIds.SYSTEM_CALL,
          "ipc.channel.c.address=192.0.2.7:4000",
          "this machine does not have that address");
    }
  }

  @Test
  void aMulticastGroupForAQueue() {
    try (Ipc ipc = udp("239.1.2.3:4000").with("ipc.aeron-udp.insecure", "true").open()) {
      assertRefused(
          () -> ipc.receiver("c"), ErrorIds.BAD_VALUE, "a multicast group is for publishing");
    }
  }

  @Test
  void aPortInUse() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Ipc ipc = udp("127.0.0.1:" + socket.getLocalPort()).open()) {
      assertRefused(
          () -> ipc.receiver("c"),
          ErrorIds.ADDRESS_IN_USE,
          "ipc.channel.c.address=127.0.0.1:" + socket.getLocalPort(),
          "in use by another process");
    }
  }

  @Test
  void noExternalDriver() {
    try (Ipc ipc = sessions.with("ipc.aeron.driver", "external").open()) {
      assertRefused(
          () -> ipc.sender("c"),
          ErrorIds.SYSTEM_CALL,
          "ipc.aeron.driver=external",
          "no media driver runs in " + Sessions.home(directory),
          "./ipc driver",
          "ipc.aeron.driver=auto");
    }
  }

  @Test
  void theDirectoryOfAnotherUser() throws Exception {
    Path foreign = Files.createDirectory(directory.resolve("foreign"));
    Process chown = new ProcessBuilder("chown", "nobody", foreign.toString()).start();
    org.junit.jupiter.api.Assumptions.assumeTrue(
        chown.waitFor(10, TimeUnit.SECONDS) && chown.exitValue() == 0,
        "giving a directory to another user needs root");
    try (Ipc ipc = sessions.with("ipc.aeron.directory", foreign.toString()).open()) {
      assertRefused(
          () -> ipc.sender("c"),
          ErrorIds.DIRECTORY_OWNER,
          "hoose another one by ipc.aeron.directory",
          "directory=" + foreign,
          "belongs to user",
          "ipc.aeron.directory");
    }
  }

  @Test
  void anotherProcessHasEmbeddedTheDriver() throws Exception {
    Process other = AeronPeer.start("hold", sessions);
    try {
      AeronPeer.awaitLine(AeronPeer.linesOf(other), "holding");
      try (Ipc ipc = sessions.open()) {
        assertRefused(
            () -> ipc.sender("c"),
            ErrorIds.SYSTEM_CALL,
            "ipc.aeron.driver=embedded",
            "has a media driver already: process " + other.pid(),
            "ipc.aeron.driver=auto");
      }
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void missingFlagsOfTheVirtualMachine() throws Exception {
    for (String flag : TestDriver.JVM_ARGUMENTS) {
      List<String> others =
          Stream.of(TestDriver.JVM_ARGUMENTS).filter(one -> !one.equals(flag)).toList();
      Process process = AeronPeer.start(List.of(), others, "hold", sessions);
      try (InputStream said = process.getInputStream()) {
        String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text.replace(' ', '='))
            .contains("ipc.transport=aeron-ipc", "start=java=with=" + flag);
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
