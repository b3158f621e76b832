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
import io.ipc4j.msg.raw.RawPeer;
import io.ipc4j.spi.UserDirectory;
import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is at the other end is the kernel's word, and not everybody may be there. */
@Timeout(300)
class CredentialsTest {
  @TempDir Path directory;

  @Test
  void thePeerOfAnotherProcessIsKnownByTheKernel() throws Exception {
    Sessions sessions = new Sessions(directory);
    Process process = UdsPeer.start("hold", directory);
    try (BufferedReader lines = UdsPeer.linesOf(process);
        Ipc ipc = sessions.open();
        Sender sender = ipc.sender("c")) {
      assertThat(lines.readLine()).isEqualTo("ready");
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      assertThat(lines.readLine()).isEqualTo("holding");
      sender.send(new byte[1], Sessions.LONG);
      PeerInfo peer = sender.peers().getFirst();
      assertThat(peer.pid()).hasValue(process.pid());
      assertThat(peer.uid()).hasValue(UserDirectory.uid());
      assertThat(peer.gid()).hasValue(((Integer) Files.getAttribute(directory, "unix:gid")));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoLiesAboutItsProcessIsFoundOut() throws Exception {
    Sessions sessions = new Sessions(directory);
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c");
        RawPeer liar = new RawPeer(UnixDomainSocketAddress.of(sessions.receiverOf("c")))) {
      liar.introduce("c"); // says that it is process 1
      Sessions.await(receiver, () -> receiver.peers().size() == 1);
      assertThat(receiver.peers().getFirst().pid()).hasValue(ProcessHandle.current().pid());
    }
  }

  @Test
  void whoIsNotAllowedIsToldWhy() {
    Sessions sessions = new Sessions(directory);
    String other = UserDirectory.uid() == 4242 ? "4243" : "4242";
    try (Ipc strict = sessions.open("ipc.uds.allow", other);
        Ipc ipc = sessions.open();
        Receiver receiver = strict.receiver("c");
        Sender sender = ipc.sender("c")) {
      IpcException[] refusal = new IpcException[1];
      Sessions.await(() -> {
        try {
          sender.trySend(new byte[1]);
        } catch (IpcException e) {
          refusal[0] = e;
        }
        return refusal[0] != null;
      });
      assertThat(refusal[0])
          .hasMessageContaining(ErrorIds.PEER_REFUSED.id())
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("uid " + UserDirectory.uid())
          .hasMessageContaining("Allowed by ipc.uds.allow: " + other);
      assertThat(receiver.peers()).isEmpty();
    }
  }

  @Test
  void severalUsersMayBeAllowed() throws InterruptedException {
    String own = Long.toString(UserDirectory.uid());
    try (Ipc ipc = new Sessions(directory).open("ipc.uds.allow", "4242, " + own);
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      sender.send(new byte[] {7}, Sessions.LONG);
      assertThat(receiver.receive(Sessions.LONG).toByteArray()).containsExactly(7);
    }
  }

  @Test
  void aUserThatIsNotThere() {
    try (Ipc ipc = new Sessions(directory).open("ipc.uds.allow", "no-such-user-here")) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .isInstanceOf(IpcConfigException.class)
          .hasMessageContaining("ipc.uds.allow=no-such-user-here (builder)")
          .hasMessageContaining("there is no user no-such-user-here");
    }
  }
}
