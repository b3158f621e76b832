package io.ipc4j.msg.tcp;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the transport contract, on TCP with TLS. */
final class TcpTlsConformanceTest extends TransportConformance {
  private static TransportUnderTest tls = TransportUnderTest.named("tcp");

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    Certificates certificates = new Certificates(directory).with("node", "ip:127.0.0.1");
    TransportUnderTest made =
        TransportUnderTest.named("tcp")
            .with("ipc.channel.*.address", Ports.free())
            .with("ipc.channel.c.address", Ports.free(4)) // for competing receivers
            .with("ipc.channel.back.address", Ports.free())
            .with("ipc.channel.other.address", Ports.free());
    for (Map.Entry<String, String> setting : certificates.settings("node").entrySet()) {
      made = made.with(setting.getKey(), setting.getValue());
    }
    tls = made;
  }

  @Override
  public TransportUnderTest transport() {
    return tls;
  }
}
