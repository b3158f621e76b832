package io.ipc4j.msg.tcp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM. */
final class PemKey {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private PemKey() {}

  /** The contents of all blocks of a kind. */
  static List<byte[]> blocks(String text, String kind) throws IOException {
    Pattern block =
        Pattern.compile(
            "-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]*)-----END " + kind + "-----");
    List<byte[]> found = new ArrayList<>();
    Matcher matcher = block.matcher(text);
    while (matcher.find()) {
      try {
        found.add(Base64.getMimeDecoder().decode(matcher.group(1)));
      } catch (IllegalArgumentException e) {
        throw new IOException("a damaged block " + kind, e);
      }
    }
    return found;
  }

  /** The first private key. */
  static PrivateKey parse(String text, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    List<byte[]> plain = blocks(text, "PRIVATE KEY");
    if (!plain.isEmpty()) {
      return key(new PKCS8EncodedKeySpec(plain.getFirst()));
    }
    List<byte[]> encrypted = blocks(text, "ENCRYPTED PRIVATE KEY");
    if (!encrypted.isEmpty()) {
      if (password == null) {
        throw new IOException("it is encrypted");
      }
      return key(decrypt(encrypted.getFirst(), password));
    }
    throw new IOException(
        text.contains(" PRIVATE KEY-----")
            ? "it is not in PKCS #8; convert it by openssl pkcs8 -topk8"
            : "there is no block PRIVATE KEY");
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] bytes, char[] password)
      throws GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
    String algorithm =
        info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
    SecretKeyFactory factory =
        SecretKeyFactory.getInstance(
            algorithm.startsWith("PBEWith") ? algorithm : info.getAlgName());
    Cipher cipher = Cipher.getInstance(factory.getAlgorithm());
    cipher.init(
        Cipher.DECRYPT_MODE,
        factory.generateSecret(new PBEKeySpec(password)),
        info.getAlgParameters());
    return info.getKeySpec(cipher);
  }

  /** The algorithm stands in the key; only its own factory takes it. */
  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    String problem = "of an algorithm other than " + String.join(", ", ALGORITHMS);
    throw new InvalidKeyException(problem, last);
  }
}
