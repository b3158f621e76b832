package io.ipc4j.msg.tcp;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import io.ipc4j.msg.engine.ByteStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 as configured: both ends show a certificate, and the one that dials requires the host's
 * name in the other's. Immutable.
 */
final class Tls {
  private static final String VERSION = "TLSv1.3";
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:[^,\\\\]|\\\\.)+)");
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final SSLContext context;
  private final Set<String> peers;
  private final List<Path> files;
  private final String ownName;

  private Tls(SSLContext context, Set<String> peers, List<Path> files, String ownName) {
    this.ownName = ownName;
    this.context = context;
    this.peers = peers;
    this.files = files;
  }

  /**
   * What is configured, or null if nothing is.
   *
   * @throws IpcException if it is half configured, or can't be used
   */
  static @Nullable Tls configured(ResolvedConfig config) {
    List<ConfigKey<?>> keys =
        List.of(
            TcpProvider.CERTIFICATE,
            TcpProvider.KEY,
            TcpProvider.TRUSTED,
            TcpProvider.PASSWORD,
            TcpProvider.PEERS);
    List<ConfigKey<?>> set = keys.stream().filter(k -> config.find(k).isPresent()).toList();
    if (set.isEmpty()) {
      return null;
    }
    for (ConfigKey<?> needed : List.of(TcpProvider.CERTIFICATE, TcpProvider.TRUSTED)) {
      if (!set.contains(needed)) {
        throw new IpcConfigException(
            ErrorIds.TLS,
            config
                .about(set.getFirst())
                .problem("TLS is half configured: " + needed.name() + " is not set")
                .labelled("Meaning", needed.meaning())
                .remedy("Set it, or remove all ipc.tcp.tls.* keys")
                .text());
      }
    }
    return open(config);
  }

  private static Tls open(ResolvedConfig config) {
    char[] password = config.find(TcpProvider.PASSWORD).map(String::toCharArray).orElse(null);
    KeyFiles files = new KeyFiles(config, password);
    KeyStore identity = files.identity();
    KeyStore trusted = files.trusted();
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(identity, KeyFiles.INNER_PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance(VERSION);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      String ownName =
          identity.getCertificate(KeyFiles.ALIAS) instanceof X509Certificate own
              ? nameOf(names(own))
              : "";
      return new Tls(context, peers(config), files.paths(), ownName);
    } catch (GeneralSecurityException e) {
      throw new IpcConfigException(
          ErrorIds.TLS,
          config
              .about(TcpProvider.CERTIFICATE)
              .problem("TLS can't be set up: " + e.getMessage())
              .text(),
          e);
    }
  }

  private static Set<String> peers(ResolvedConfig config) {
    Set<String> names = new LinkedHashSet<>();
    config
        .find(TcpProvider.PEERS)
        .ifPresent(text -> {
          for (String name : text.split(",", -1)) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
          }
        });
    return Set.copyOf(names);
  }

  /** Refuses that one process listens at an address in two ways. */
  static void requireSame(@Nullable Tls one, @Nullable Tls other, InetSocketAddress address) {
    boolean same = one == other;
    if (one != null && other != null) {
      same = one.files.equals(other.files) && one.peers.equals(other.peers);
    }
    if (!same) {
      throw new IpcConfigException(
          ErrorIds.TLS,
          ErrorText.of("address", HostPort.text(address))
              .problem(
                  "another session of this process listens there with other ipc.tcp.tls.* keys")
              .remedy("Choose another port, or the same keys")
              .text());
    }
  }

  // --- streams ---

  /** Encrypts a stream that was accepted. */
  ByteStream server(TcpStream tcp) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters();
    parameters.setNeedClientAuth(true);
    engine.setSSLParameters(parameters);
    return new TlsStream(tcp, engine, this, null);
  }

  /** Encrypts a stream that was dialed. */
  ByteStream client(TcpStream tcp, HostPort at) {
    SSLEngine engine = context.createSSLEngine(at.host(), at.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return new TlsStream(tcp, engine, this, at);
  }

  private static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {VERSION});
    return parameters;
  }

  // --- names ---

  /** Requires that the other end is one of those that are allowed. */
  void requireAllowed(SSLSession session, String remote, @Nullable HostPort dialed) {
    List<String> names = names(session);
    boolean allowed =
        peers.isEmpty()
            || names.stream().anyMatch(name -> peers.contains(name.toLowerCase(Locale.ROOT)));
    if (!allowed) {
      ErrorText about =
          dialed == null ? ErrorText.of("peer", remote) : ErrorText.of("address", dialed);
      throw new IpcConfigException(
          ErrorIds.PEER_REFUSED,
          about
              .problem("the certificate there is of " + String.join(", ", names))
              .list("Allowed by ipc.tcp.tls.peers", peers)
              .text());
    }
  }

  /** A session of this process as its peers see it. */
  String named(String session) {
    return named(session, ownName);
  }

  /** A session with the name that its certificate proves. */
  static String named(String session, String provenName) {
    return session + " (" + provenName + ")";
  }

  /** The first name. */
  static String nameOf(List<String> names) {
    return names.isEmpty() ? "nameless" : names.getFirst();
  }

  /** What the other end's certificate says that it is called. */
  static List<String> names(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? names(certificate)
          : List.of();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** The common name, if there is one, and the alternative names. */
  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      addAlternatives(certificate, names);
      addCommonName(certificate, names);
    } catch (CertificateParsingException e) {
      names.clear();
    }
    return names;
  }

  private static void addAlternatives(X509Certificate certificate, List<String> names)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      for (List<?> one : all) {
        if (Objects.equals(one.get(0), DNS_NAME) || Objects.equals(one.get(0), IP_ADDRESS)) {
          names.add(String.valueOf(one.get(1)));
        }
      }
    }
  }

  private static void addCommonName(X509Certificate certificate, List<String> names) {
    Matcher matcher = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    if (matcher.find()) {
      names.addFirst(matcher.group(1).replaceAll("\\\\(.)", "$1"));
    }
  }
}
