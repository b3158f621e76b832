package io.ipc4j.msg.tcp;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code tcp}. */
public final class TcpProvider implements TransportProvider {
  /** Plain text beyond this machine. */
  static final ConfigKey<Boolean> INSECURE =
      ConfigKey.bool(
              "ipc.tcp.insecure",
              "Whether messages may leave the machine in plain text, to and from anybody.")
          .withDefault(false);

  /** How long silence may last. */
  static final ConfigKey<Duration> HEARTBEAT =
      ConfigKey.duration(
              "ipc.tcp.heartbeat",
              "How long the other machine may not answer before the connection is given up.",
              Duration.ofSeconds(2),
              Duration.ofHours(1))
          .withDefault(Duration.ofSeconds(10));

  /** How long a newcomer may take to say who it is. */
  static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
      ConfigKey.duration(
              "ipc.tcp.handshake-timeout",
              "How long connecting, agreeing on keys and saying who is there may take together.",
              Duration.ofMillis(10),
              Duration.ofMinutes(5))
          .withDefault(Duration.ofSeconds(5));

  /** How far apart attempts to connect may be. */
  static final ConfigKey<Duration> RECONNECT =
      ConfigKey.duration(
              "ipc.tcp.reconnect",
              "The longest time between two attempts to connect; the first ones follow faster.",
              Duration.ofMillis(10),
              Duration.ofMinutes(10))
          .withDefault(Duration.ofMillis(500));

  /** How much the kernel holds for a link. */
  static final ConfigKey<Long> SOCKET_BUFFER =
      ConfigKey.size(
              "ipc.tcp.socket-buffer",
              "How many bytes the kernel is asked to hold for each direction of a link.",
              4L << 10,
              64L << 20)
          .withoutDefault("chosen by the system");

  /** Who this end is. */
  static final ConfigKey<Path> CERTIFICATE =
      ConfigKey.path(
              "ipc.tcp.tls.certificate",
              "The certificate of this end with those that vouch for it: PEM, or a PKCS #12 store"
                  + " with its key; setting it turns TLS on.")
          .withoutDefault("no TLS");

  /** What proves it. */
  static final ConfigKey<Path> KEY =
      ConfigKey.path(
              "ipc.tcp.tls.key",
              "The private key of the certificate: PKCS #8 in PEM, or a PKCS #12 store; only its"
                  + " owner and group may read it.")
          .withoutDefault("in the file of the certificate");

  /** Whom this end believes. */
  static final ConfigKey<Path> TRUSTED =
      ConfigKey.path(
              "ipc.tcp.tls.trusted",
              "The certificates of those that vouch for peers: PEM, or a PKCS #12 store.")
          .withoutDefault("no TLS");

  /** Opens key stores and keys. */
  static final ConfigKey<String> PASSWORD =
      ConfigKey.string(
              "ipc.tcp.tls.password",
              "Opens an encrypted key or PKCS #12 stores; best given in the environment.")
          .withoutDefault("not encrypted")
          .secret();

  /** With whom this end talks. */
  static final ConfigKey<String> PEERS =
      ConfigKey.string(
              "ipc.tcp.tls.peers",
              "The names, with commas, of which a peer's certificate must have one.")
          .withoutDefault("all that trusted certificates vouch for");

  /** For the service loader. */
  public TcpProvider() {}

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String description() {
    return "TCP between processes and machines, with TLS 1.3";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS,
        Trait.REMOTE,
        Trait.RENDEZVOUS,
        Trait.COMPETING,
        Trait.ACKNOWLEDGED,
        Trait.OVERWRITE,
        Trait.KERNEL_WAIT);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(
        INSECURE,
        HEARTBEAT,
        RECONNECT,
        HANDSHAKE_TIMEOUT,
        SOCKET_BUFFER,
        CERTIFICATE,
        KEY,
        TRUSTED,
        PASSWORD,
        PEERS);
  }

  @Override
  public Availability availability() {
    return Availability.yes();
  }

  @Override
  public Transport open(TransportContext context) {
    return new TcpTransport(context);
  }
}
