package io.ipc4j.msg.tcp;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys from PEM files and PKCS #12 stores, and refuses what can't be used,
 * saying which key of the configuration names the file.
 */
final class KeyFiles {
  /** Protects nothing: a key store in memory wants some password for a key. */
  static final String INNER_PASSWORD = "in-memory";

  /** Under which this end's own certificate is found. */
  static final String ALIAS = "own";

  private static final String PEM = "-----BEGIN ";

  private final ResolvedConfig config;
  private final char @Nullable [] password;
  private final Path certificate;
  private final Path key;
  private final Path trusted;

  KeyFiles(ResolvedConfig config, char @Nullable [] password) {
    this.config = config;
    this.password = password == null ? null : password.clone();
    this.certificate = config.get(TcpProvider.CERTIFICATE);
    this.key = config.find(TcpProvider.KEY).orElse(certificate);
    this.trusted = config.get(TcpProvider.TRUSTED);
  }

  /** The files, for comparing. */
  List<Path> paths() {
    return List.of(certificate, key, trusted);
  }

  private ConfigKey<Path> keyKey() {
    return config.find(TcpProvider.KEY).isPresent() ? TcpProvider.KEY : TcpProvider.CERTIFICATE;
  }

  private IpcConfigException bad(
      ConfigKey<?> which, String problem, @Nullable Throwable cause, String remedy) {
    String text = config.about(which).problem(problem).remedy(remedy).text();
    return cause == null
        ? new IpcConfigException(ErrorIds.TLS, text)
        : new IpcConfigException(ErrorIds.TLS, text, cause);
  }

  // --- who this end is ---

  /** The certificate of this end, those that vouch for it, and its key. */
  KeyStore identity() {
    List<X509Certificate> chain = certificates(TcpProvider.CERTIFICATE, certificate);
    PrivateKey own = privateKey();
    X509Certificate leaf = chain.getFirst();
    try {
      leaf.checkValidity();
    } catch (CertificateExpiredException e) {
      throw bad(
          TcpProvider.CERTIFICATE,
          "the certificate has expired (" + e.getMessage() + ")",
          e,
          "Have it renewed");
    } catch (CertificateException e) {
      throw bad(
          TcpProvider.CERTIFICATE,
          "the certificate is not valid yet (" + e.getMessage() + ")",
          e,
          "Check the clock of this machine");
    }
    requireFitting(own, leaf);
    try {
      KeyStore store = empty();
      store.setKeyEntry(
          ALIAS, own, INNER_PASSWORD.toCharArray(), chain.toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException e) {
      throw bad(TcpProvider.CERTIFICATE, "can't be used: " + e.getMessage(), e, "Have it renewed");
    }
  }

  private static KeyStore empty() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** What the key signs must be what the certificate verifies. */
  private void requireFitting(PrivateKey own, X509Certificate leaf) {
    byte[] text = "ipc4j".getBytes(StandardCharsets.US_ASCII);
    boolean fits;
    try {
      String algorithm =
          switch (own.getAlgorithm().toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS", "ED25519", "ED448", "EDDSA" -> own.getAlgorithm();
            default -> "SHA256with" + own.getAlgorithm();
          };
      Signature signs = Signature.getInstance(algorithm);
      signs.initSign(own);
      signs.update(text);
      Signature verifies = Signature.getInstance(algorithm);
      verifies.initVerify(leaf.getPublicKey());
      verifies.update(text);
      fits = verifies.verify(signs.sign());
    } catch (GeneralSecurityException e) {
      fits = false;
    }
    if (!fits) {
      throw bad(
          keyKey(),
          "the key does not belong to the certificate in " + certificate,
          null,
          "Name the two files that were made together");
    }
  }

  private PrivateKey privateKey() {
    byte[] bytes = read(keyKey(), key);
    PrivateKey own;
    try {
      own = isPem(bytes) ? PemKey.parse(text(bytes), password) : storedKey(bytes);
    } catch (GeneralSecurityException | IOException e) {
      throw bad(
          keyKey(),
          "has no private key that can be read: " + e.getMessage(),
          e,
          password == null
              ? "Name its file in ipc.tcp.tls.key; if it is encrypted, set ipc.tcp.tls.password"
                  + " (IPC_TCP_TLS_PASSWORD)"
              : "Check ipc.tcp.tls.password");
    }
    requirePrivate();
    return own;
  }

  private void requirePrivate() {
    try {
      if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
        throw bad(
            keyKey(),
            "every user may read this private key",
            null,
            "Restrict it: chmod 600 " + key);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // a file system without permissions
    }
  }

  private PrivateKey storedKey(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore store = load(bytes);
    for (String alias : Collections.list(store.aliases())) {
      Key found = store.getKey(alias, password == null ? new char[0] : password);
      if (found instanceof PrivateKey own) {
        return own;
      }
    }
    throw new IOException("the store has none");
  }

  private KeyStore load(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(bytes), password);
    return store;
  }

  // --- whom this end believes ---

  /** The certificates that vouch for peers. */
  KeyStore trusted() {
    List<X509Certificate> all = certificates(TcpProvider.TRUSTED, trusted);
    try {
      KeyStore store = empty();
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("trusted-" + i, all.get(i));
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw bad(TcpProvider.TRUSTED, "can't be used: " + e.getMessage(), e, "Check the file");
    }
  }

  private List<X509Certificate> certificates(ConfigKey<Path> which, Path file) {
    byte[] bytes = read(which, file);
    List<X509Certificate> found = new ArrayList<>();
    try {
      if (isPem(bytes)) {
        for (byte[] der : PemKey.blocks(text(bytes), "CERTIFICATE")) {
          add(
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)),
              found);
        }
      } else {
        addStored(load(bytes), found);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw bad(
          which,
          "has no certificates that can be read: " + e.getMessage(),
          e,
          "It must be PEM, or a PKCS #12 store that ipc.tcp.tls.password opens");
    }
    if (found.isEmpty()) {
      throw bad(which, "has no certificate", null, "It must be PEM or a PKCS #12 store");
    }
    return found;
  }

  private static void addStored(KeyStore store, List<X509Certificate> found)
      throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      Certificate[] chain = store.getCertificateChain(alias);
      if (chain != null) {
        for (Certificate one : chain) {
          add(one, found);
        }
      } else {
        add(store.getCertificate(alias), found);
      }
    }
  }

  private static void add(@Nullable Certificate one, List<X509Certificate> found) {
    if (one instanceof X509Certificate certificate) {
      found.add(certificate);
    }
  }

  // --- files ---

  private byte[] read(ConfigKey<Path> which, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw bad(which, "there is no such file", e, "Correct the path");
    } catch (AccessDeniedException e) {
      throw bad(which, "this user may not read the file", e, "Make it readable for this user");
    } catch (IOException e) {
      throw bad(which, "can't be read: " + e.getMessage(), e, "Correct the path");
    }
  }

  private static boolean isPem(byte[] bytes) {
    return text(bytes).contains(PEM);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
