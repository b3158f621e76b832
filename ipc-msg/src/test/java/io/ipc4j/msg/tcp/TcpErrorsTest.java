package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake in the configuration has an error of its own, which says what to do. */
@Timeout(300)
class TcpErrorsTest {
  @TempDir static Path directory;
  private static Certificates certificates;

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates =
        new Certificates(Files.createDirectory(directory.resolve("pki")))
            .with("node", "ip:127.0.0.1")
            .with("other", "ip:127.0.0.1")
            .expired("old", "ip:127.0.0.1");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      ErrorId id, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IpcException.class, e -> assertThat(e.id()).as(e.getMessage()).isEqualTo(id.id()));
  }

  private static void receive(TcpSessions sessions, String... more) {
    try (Ipc ipc = sessions.open(more)) {
      ipc.receiver("c").close();
    }
  }

  // --- addresses ---

  @Test
  void noAddress() {
    try (Ipc ipc =
        Ipc.open(io.ipc4j.config.IpcConfig.builder().set("ipc.transport", "tcp").build())) {
      refused(ErrorIds.MISSING_VALUE, () -> ipc.sender("c"))
          .hasMessageContaining("ipc.channel.c.address: not set")
          .hasMessageContaining("ipc.channel.*.address")
          .hasMessageContaining("host:port");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost|has no port",
        ":9000|has no port",
        "localhost:|the port is not a number",
        "localhost:http|the port is not a number",
        "localhost:0|with port 0 nobody could find this end",
        "localhost:70000|the port is out of range",
        "::1:9000|an IPv6 address needs brackets",
        "[::1]|has no port",
        "a:1,,b:1|an address is empty",
        "a:1, a:1|has a:1 twice"
      })
  void addressesThatAreNone(String address, String problem) {
    refused(
            ErrorIds.BAD_VALUE,
            () ->
                receive(new TcpSessions("127.0.0.1:1", Map.of()), "ipc.channel.c.address", address))
        .hasMessageContaining("ipc.channel.c.address=" + address + " (builder): " + problem)
        .hasMessageContaining("Allowed: host:port");
  }

  @Test
  void aHostThatNobodyKnows() {
    TcpSessions unknown = new TcpSessions("no-such-host.invalid:9000", Map.of());
    refused(ErrorIds.UNKNOWN_HOST, () -> receive(unknown))
        .hasMessageContaining("the host no-such-host.invalid is unknown");
    try (Ipc ipc = unknown.open()) {
      refused(ErrorIds.UNKNOWN_HOST, () -> ipc.sender("c"));
    }
  }

  @Test
  void anAddressOfAnotherMachine() {
    refused(
            ErrorIds.BAD_VALUE,
            () -> receive(new TcpSessions("192.0.2.1:9000", Map.of("ipc.tcp.insecure", "true"))))
        .hasMessageContaining("this end listens")
        .hasMessageContaining("ipc.channel.c.bind");
  }

  @Test
  void allAddressesCanNotBeDialed() {
    try (Ipc ipc = new TcpSessions("*:9000", Map.of()).open()) {
      refused(ErrorIds.BAD_VALUE, () -> ipc.sender("c"))
          .hasMessageContaining("*:9000 can be listened at, and this end connects");
    }
  }

  @Test
  void aPortOfAnotherProgram() throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + holder.getLocalPort();
      refused(
              ErrorIds.ADDRESS_IN_USE,
              () -> receive(new TcpSessions(address, Map.of("ipc.tcp.handshake-timeout", "200ms"))))
          .hasMessageContaining("address=" + address)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("Choose another port");
    }
  }

  @Test
  void aSecondReceiverIsNamed() {
    TcpSessions here = TcpSessions.here(Map.of());
    try (Ipc first = here.open();
        Receiver holder = first.receiver("c");
        Ipc second = here.open("ipc.channel.c.bind", "sender");
        Sender sender = first.sender("c")) {
      refused(ErrorIds.RECEIVER_EXISTS, () -> receive(here))
          .hasMessageContaining("@" + ProcessHandle.current().pid());
      TcpSessions.await(holder, sender::isConnected);
      assertThat(second.explain().entries()).isNotEmpty();
    }
  }

  @Test
  void aSecondReceiverIsNamedWhereSendersListen() {
    TcpSessions here = TcpSessions.here(Map.of("ipc.channel.c.bind", "sender"));
    try (Ipc ipc = here.open();
        Sender sender = ipc.sender("c");
        Receiver first = ipc.receiver("c")) {
      TcpSessions.await(first, sender::isConnected);
      try (Receiver second = ipc.receiver("c")) {
        IpcException[] refusal = new IpcException[1];
        TcpSessions.await(() -> {
          sender.isConnected();
          try {
            second.tryReceive();
          } catch (IpcException e) {
            refusal[0] = e;
          }
          return refusal[0] != null;
        });
        assertThat(refusal[0].id()).isEqualTo(ErrorIds.RECEIVER_EXISTS.id());
        assertThat(refusal[0]).hasMessageContaining("@" + ProcessHandle.current().pid());
      }
      assertThat(sender.isConnected()).isTrue();
    }
  }

  @Test
  void aTimeOutSaysWhereAndWhy() {
    TcpSessions nobody = TcpSessions.here(Map.of());
    try (Ipc ipc = nobody.open();
        Sender sender = ipc.sender("c")) {
      assertThatThrownBy(() -> sender.send(new byte[1], Duration.ofMillis(300)))
          .isInstanceOf(IpcTimeoutException.class)
          .hasMessageContaining(nobody.address() + " (Connection refused)");
    }
  }

  // --- plain text ---

  private static Optional<String> outsideAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .filter(a -> a instanceof java.net.Inet4Address)
        .map(InetAddress::getHostAddress)
        .findFirst();
  }

  @Test
  void plainTextBeyondThisMachine() {
    TcpSessions beyond = new TcpSessions("192.0.2.1:9000", Map.of());
    try (Ipc ipc = beyond.open()) {
      refused(ErrorIds.INSECURE, () -> ipc.sender("c"))
          .hasMessageContaining("ipc.channel.*.address=192.0.2.1:9000 (builder)")
          .hasMessageContaining("ipc.tcp.tls.certificate")
          .hasMessageContaining("ipc.tcp.insecure=true");
    }
    refused(ErrorIds.INSECURE, () -> receive(new TcpSessions("*:9000", Map.of())));
    refused(ErrorIds.INSECURE, () -> receive(new TcpSessions("0.0.0.0:9000", Map.of())));
    refused(ErrorIds.INSECURE, () -> receive(new TcpSessions("[::]:9000", Map.of())));
  }

  @Test
  void plainTextBeyondThisMachineIfItIsWrittenDown() throws Exception {
    Optional<String> outside = outsideAddress();
    assumeThat(outside).as("an address beside the loopback").isPresent();
    String port = Ports.free().replaceAll(".*:", "");
    TcpSessions beyond =
        new TcpSessions(outside.get() + ":" + port, Map.of("ipc.tcp.insecure", "true"));
    try (Ipc ipc = beyond.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      TcpSessions.talk(sender, receiver, "in plain text");
    }
  }

  // --- TLS ---

  private static Map<String, String> node(String key, String value) {
    Map<String, String> settings = new HashMap<>(certificates.settings("node"));
    settings.put(key, value);
    return settings;
  }

  private static void open(Map<String, String> settings) {
    receive(TcpSessions.here(settings));
  }

  @Test
  void tlsThatIsHalfConfigured() {
    String certificate = certificates.certificate("node").toString();
    refused(ErrorIds.TLS, () -> open(Map.of("ipc.tcp.tls.certificate", certificate)))
        .hasMessageContaining("TLS is half configured: ipc.tcp.tls.trusted is not set");
    refused(ErrorIds.TLS, () -> open(Map.of("ipc.tcp.tls.trusted", certificate)))
        .hasMessageContaining("TLS is half configured: ipc.tcp.tls.certificate is not set");
    Map<String, String> noKey = new HashMap<>(certificates.settings("node"));
    noKey.remove("ipc.tcp.tls.key");
    refused(ErrorIds.TLS, () -> open(noKey)).hasMessageContaining("no private key");
  }

  @Test
  void filesThatAreNotThere() {
    for (String key : new String[] {"certificate", "key", "trusted"}) {
      refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls." + key, "/nowhere/x.pem")))
          .hasMessageContaining("ipc.tcp.tls." + key + "=/nowhere/x.pem (builder)")
          .hasMessageContaining("no such file");
    }
  }

  @Test
  void filesWithSomethingElse() throws IOException {
    Path other = Files.writeString(directory.resolve("other.txt"), "no certificate");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
    refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls.certificate", other.toString())))
        .hasMessageContaining("no certificates that can be read");
    refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls.trusted", other.toString())))
        .hasMessageContaining("no certificates that can be read");
    refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls.key", other.toString())))
        .hasMessageContaining("no private key that can be read");
  }

  @Test
  void aKeyOfAnotherCertificate() {
    refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls.key", certificates.key("other").toString())))
        .hasMessageContaining("ipc.tcp.tls.key=")
        .hasMessageContaining("does not belong to the certificate in");
  }

  @Test
  void aKeyThatEverybodyMayRead() throws IOException {
    Path open = directory.resolve("open.key");
    Files.copy(certificates.key("node"), open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    refused(ErrorIds.TLS, () -> open(node("ipc.tcp.tls.key", open.toString())))
        .hasMessageContaining("every user may read this private key")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aCertificateThatHasExpired() {
    refused(ErrorIds.TLS, () -> open(certificates.settings("old")))
        .hasMessageContaining("ipc.tcp.tls.certificate=")
        .hasMessageContaining("the certificate has expired");
  }

  @Test
  void aPasswordThatDoesNotFitIsNotShown() {
    Map<String, String> settings =
        Map.of(
            "ipc.tcp.tls.certificate", certificates.store().toString(),
            "ipc.tcp.tls.trusted", certificates.authority().toString(),
            "ipc.tcp.tls.password", "hunter2");
    refused(ErrorIds.TLS, () -> open(settings))
        .hasMessageContaining("ipc.tcp.tls.password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void anEncryptedKeyWantsItsPassword() throws Exception {
    String file = certificates.encrypted("node", Certificates.PASSWORD).toString();
    Map<String, String> settings = node("ipc.tcp.tls.key", file);
    refused(ErrorIds.TLS, () -> open(settings))
        .hasMessage(
            "[ipc/tls] ipc.tcp.tls.key="
                + file
                + " (builder): has no private key that can be read: it is encrypted. Name its file"
                + " in ipc.tcp.tls.key; if it is encrypted, set ipc.tcp.tls.password"
                + " (IPC_TCP_TLS_PASSWORD).");
    settings.put("ipc.tcp.tls.password", "hunter2");
    refused(ErrorIds.TLS, () -> open(settings))
        .hasMessageStartingWith("[ipc/tls] ipc.tcp.tls.key=" + file + " (builder): ")
        .hasMessageEndingWith("Check ipc.tcp.tls.password.")
        .hasMessageNotContaining("hunter2");
    settings.put("ipc.tcp.tls.password", Certificates.PASSWORD);
    try (Ipc ipc = TcpSessions.here(settings).open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      TcpSessions.talk(sender, receiver, "with a key that was encrypted");
    }
  }

  @Test
  void oneAddressIsListenedAtInOneWay() {
    String address = Ports.free();
    try (Ipc guarded = new TcpSessions(address, certificates.settings("node")).open();
        Receiver receiver = guarded.receiver("c")) {
      refused(ErrorIds.TLS, () -> receive(new TcpSessions(address, Map.of())))
          .hasMessageContaining("another session of this process listens there");
      assertThat(receiver.isConnected()).isFalse();
    }
  }
}
