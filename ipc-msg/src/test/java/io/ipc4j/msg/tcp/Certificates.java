package io.ipc4j.msg.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Certificates for tests, made by the JDK's keytool: an authority, and what it vouches for. Files
 * are {@code NAME.pem}, {@code NAME.key}, and {@code store.p12} with all of them.
 */
final class Certificates {
  /** Opens the store. */
  static final String PASSWORD = "keep-this-secret";

  private static final String AUTHORITY = "ca";
  private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
  private final Path directory;
  private final Path store;

  /** An authority of its own, in a directory. */
  Certificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("store.p12");
    keytool(AUTHORITY, "-dname", "CN=Test authority", "-ext", "bc:c", "-validity", "3650");
  }

  /** Makes a certificate that is valid for these alternative names. */
  Certificates with(String name, String alternatives) {
    return with(name, alternatives, "-validity", "3650");
  }

  /** Makes one that was valid until yesterday. */
  Certificates expired(String name, String alternatives) {
    return with(name, alternatives, "-startdate", "-10d", "-validity", "9");
  }

  private Certificates with(String name, String alternatives, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-dname", "CN=" + name));
    arguments.addAll(List.of("-signer", AUTHORITY, "-ext", "san=" + alternatives));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(new String[0]));
    return this;
  }

  private void keytool(String alias, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname"));
    command.addAll(List.of("secp256r1", "-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(said);
      }
      write(alias);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(String alias) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    StringBuilder chain = new StringBuilder();
    for (Certificate one : keys.getCertificateChain(alias)) {
      chain.append(pem("CERTIFICATE", one.getEncoded()));
    }
    Files.writeString(certificate(alias), chain);
    byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    Files.writeString(key(alias), pem("PRIVATE KEY", key));
    Files.setPosixFilePermissions(key(alias), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
  }

  /** Writes the key of one once more, so that a password is needed to read it. */
  Path encrypted(String name, String password) throws IOException, GeneralSecurityException {
    byte[] plain =
        Base64.getMimeDecoder().decode(Files.readString(key(name)).replaceAll("-.*-", ""));
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(CIPHER).generateSecret(new PBEKeySpec(password.toCharArray())),
        new PBEParameterSpec("salt and pepper!".getBytes(StandardCharsets.US_ASCII), 2048));
    AlgorithmParameters scheme = AlgorithmParameters.getInstance("PBES2");
    scheme.init(cipher.getParameters().getEncoded());
    byte[] text = new EncryptedPrivateKeyInfo(scheme, cipher.doFinal(plain)).getEncoded();
    Path file = directory.resolve(name + ".encrypted.key");
    Files.writeString(file, pem("ENCRYPTED PRIVATE KEY", text));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /** What vouches for the others. */
  Path authority() {
    return certificate(AUTHORITY);
  }

  Path store() {
    return store;
  }

  /** The settings of an end that has a certificate, and trusts the authority. */
  Map<String, String> settings(String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("ipc.tcp.tls.certificate", certificate(name).toString());
    settings.put("ipc.tcp.tls.key", key(name).toString());
    settings.put("ipc.tcp.tls.trusted", authority().toString());
    return settings;
  }
}
