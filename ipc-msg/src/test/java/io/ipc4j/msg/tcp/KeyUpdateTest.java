package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.msg.uds.UdsPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a connection may change while messages flow over it. */
@Timeout(120)
class KeyUpdateTest {
  @TempDir Path directory;

  /** The limit after which the JDK changes keys is fixed when a process begins. */
  @Test
  void keysMayChangeInTheMiddleOfAStream() throws Exception {
    Path limits = directory.resolve("limits");
    Files.writeString(
        limits,
        "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^19, ChaCha20-Poly1305 KeyUpdate 2^19");
    Path log = directory.resolve("log");
    TcpSessions sessions =
        TcpSessions.here(new Certificates(directory).with("node", "ip:127.0.0.1").settings("node"));
    List<String> command = new ArrayList<>(UdsPeer.java(TcpPeer.class));
    command.add(1, "-Djava.security.properties=" + limits);
    command.add(2, "-Djavax.net.debug=ssl:handshake");
    command.add("pour");
    command.add("ipc.linger=60s");
    command.add("ipc.channel.*.address=" + sessions.address());
    sessions.settings().forEach((key, value) -> command.add(key + "=" + value));
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      Process peer = new ProcessBuilder(command).redirectError(log.toFile()).start();
      try {
        for (int i = 0; i < TcpPeer.MANY; i++) {
          assertThat(receiver.receive(TcpSessions.LONG).toByteArray()).isEqualTo(TcpPeer.large(i));
        }
        assertThat(peer.waitFor()).isZero();
      } finally {
        peer.destroyForcibly();
      }
    }
    assertThat(Files.readString(log))
        .contains("Produced KeyUpdate", "Consuming KeyUpdate")
        .doesNotContain("Exception");
  }
}
