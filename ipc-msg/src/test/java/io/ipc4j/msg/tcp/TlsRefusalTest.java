package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcException;
import io.ipc4j.msg.raw.RawPeer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has no good certificate is refused, and both sides are told; others don't notice. */
@Timeout(300)
class TlsRefusalTest {
  @TempDir static Path directory;
  private static Certificates certificates;
  private static Certificates strangers;

  private final TcpSessions sessions = new TcpSessions(Ports.free(), certificates.settings("node"));
  private final Warnings warnings = new Warnings();
  private Ipc ipc;
  private Receiver receiver;
  private Sender sender;

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates =
        new Certificates(Files.createDirectory(directory.resolve("ours")))
            .with("node", "ip:127.0.0.1,dns:node.test")
            .with("elsewhere", "dns:elsewhere.test")
            .expired("old", "ip:127.0.0.1");
    strangers =
        new Certificates(Files.createDirectory(directory.resolve("theirs")))
            .with("stranger", "ip:127.0.0.1");
  }

  @BeforeEach
  void openHonestEnds() throws InterruptedException {
    ipc = sessions.open("ipc.tcp.handshake-timeout", "2s");
    receiver = ipc.receiver("c");
    sender = ipc.sender("c");
    TcpSessions.talk(sender, receiver, "before");
  }

  @AfterEach
  void honestEndsHaveNotNoticed() throws InterruptedException {
    TcpSessions.talk(sender, receiver, "after");
    assertThat(receiver.peers()).hasSize(1);
    ipc.close();
    warnings.close();
  }

  private IpcException refusalOf(Map<String, String> settings, String... more) {
    try (Ipc other = new TcpSessions(sessions.address(), settings).open(more)) {
      return TcpSessions.failureOf(other.sender("c"));
    }
  }

  @Test
  void peersKnowWhatTheOthersHaveProved() {
    assertThat(receiver.peers().getFirst().name()).endsWith(" (node)");
    assertThat(sender.peers().getFirst().name()).endsWith(" (node)");
  }

  @Test
  void someoneWithoutTls() {
    IpcException refusal = refusalOf(Map.of());
    assertThat(refusal.id()).isEqualTo(ErrorIds.TLS.id());
    assertThat(refusal)
        .hasMessageContaining("speaks TLS and wants a certificate")
        .hasMessageContaining("ipc.tcp.tls.certificate");
    warnings.await("refused 127.0.0.1:", "does not speak TLS");
  }

  @Test
  void aStrangersCertificate() {
    Map<String, String> settings = strangers.settings("stranger");
    settings.put("ipc.tcp.tls.trusted", certificates.authority().toString());
    IpcException refusal = refusalOf(settings);
    assertThat(refusal.id()).isEqualTo(ErrorIds.TLS.id());
    assertThat(refusal).hasMessageContaining("refused this end's certificate");
    warnings.await("refused 127.0.0.1:", "none of the trusted certificates", "tls.trusted");
  }

  @Test
  void aListenerThatIsNotTrusted() {
    IpcException refusal = refusalOf(strangers.settings("stranger"));
    assertThat(refusal)
        .hasMessageContaining("address=" + sessions.address())
        .hasMessageContaining("none of the trusted certificates");
    warnings.await("refused 127.0.0.1:", "refused this end's certificate");
  }

  @Test
  void aListenerOfAnotherName() throws InterruptedException {
    TcpSessions other = new TcpSessions(Ports.free(), certificates.settings("elsewhere"));
    try (Ipc theirs = other.open();
        Receiver there = theirs.receiver("c");
        Ipc ours = new TcpSessions(other.address(), certificates.settings("node")).open()) {
      assertThat(TcpSessions.failureOf(ours.sender("c")))
          .hasMessageContaining("of another name than 127.0.0.1");
      assertThat(there.peers()).isEmpty();
    }
  }

  @Test
  void namesThatAreNotAllowed() {
    IpcException wrongThere =
        refusalOf(certificates.settings("node"), "ipc.tcp.tls.peers", "alice, bob");
    assertThat(wrongThere.id()).isEqualTo(ErrorIds.PEER_REFUSED.id());
    assertThat(wrongThere)
        .hasMessageContaining("of node, 127.0.0.1, node.test")
        .hasMessageContaining("Allowed by ipc.tcp.tls.peers: alice, bob");
    TcpSessions strict = new TcpSessions(Ports.free(), certificates.settings("node"));
    try (Ipc theirs = strict.open("ipc.tcp.tls.peers", "node");
        Receiver there = theirs.receiver("c");
        Ipc ours = new TcpSessions(strict.address(), certificates.settings("elsewhere")).open()) {
      assertThat(TcpSessions.failureOf(ours.sender("c")))
          .hasMessageContaining("refused")
          .hasMessageContaining("of elsewhere");
      warnings.await("the certificate there is of elsewhere", "Allowed by ipc.tcp.tls.peers");
      assertThat(there.peers()).isEmpty();
    }
  }

  @Test
  void someoneWithoutCertificate() throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", sessions.port())) {
      SSLException refused = null;
      try {
        socket.startHandshake();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      } catch (SSLException e) {
        refused = e;
      }
      assertThat(refused).hasMessageContaining("certificate");
    }
    warnings.await("refused 127.0.0.1:", "has shown no certificate");
  }

  private static SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(certificates.store())) {
      store.load(in, Certificates.PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", store.getCertificate("ca"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void garbageInsteadOfTls() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      byte[] garbage = new byte[100 + random.nextInt(3000)];
      random.nextBytes(garbage);
      if (i % 2 == 0) { // the header of a record, then garbage
        System.arraycopy(new byte[] {0x16, 3, 3, 0, 80, 1, 0, 0, 76}, 0, garbage, 0, 9);
      }
      try (RawPeer peer = new RawPeer(sessions.socket())) {
        peer.bytes(ByteBuffer.wrap(garbage));
        assertThat(peer.isClosedByPeer()).isTrue();
      }
    }
  }

  @Test
  void someoneWhoNeverFinishesTls() throws IOException {
    try (RawPeer peer = new RawPeer(sessions.socket())) {
      peer.bytes(ByteBuffer.wrap(new byte[] {0x16, 3, 3, 0, 80, 1, 0}));
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    warnings.await("refused 127.0.0.1:", "did not say in time who it is");
  }

  @Test
  void keyStoresInsteadOfPem() throws InterruptedException {
    Map<String, String> settings =
        Map.of(
            "ipc.tcp.tls.certificate", singleStore("node").toString(),
            "ipc.tcp.tls.trusted", certificates.authority().toString(),
            "ipc.tcp.tls.password", Certificates.PASSWORD);
    TcpSessions stored = TcpSessions.here(settings);
    try (Ipc one = stored.open();
        Receiver there = one.receiver("c");
        Sender here = one.sender("c")) {
      TcpSessions.talk(here, there, "by PKCS #12");
    }
  }

  private static Path singleStore(String alias) {
    Path target = directory.resolve(alias + "-only.p12");
    char[] password = Certificates.PASSWORD.toCharArray();
    try (InputStream in = Files.newInputStream(certificates.store());
        var out = Files.newOutputStream(target)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, password);
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
      one.store(out, password);
      Files.setPosixFilePermissions(
          target, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return target;
  }
}
