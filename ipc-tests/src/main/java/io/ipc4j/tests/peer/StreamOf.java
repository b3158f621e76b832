package io.ipc4j.tests.peer;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.tests.kit.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;

/** A long stream of messages of many sizes, known to both sides by its SHA-256. */
public final class StreamOf {
  private static final int SEED = 11;
  private static final int USUAL = 2000;
  private static final int LARGE = 100_000;
  private static final int LARGE_EVERY = 1000;

  private StreamOf() {}

  /**
   * Sends the stream.
   *
   * @param sender sends it
   * @param count how many messages it has
   * @param patience how long each may wait for room
   * @return the SHA-256 of all lengths and bytes
   * @throws InterruptedException if the thread is interrupted
   */
  public static String send(Sender sender, long count, Duration patience)
      throws InterruptedException {
    MessageDigest digest = sha256();
    Random random = new Random(SEED);
    for (long i = 0; i < count; i++) {
      byte[] message = Payload.bytes(i, random.nextInt(i % LARGE_EVERY == 0 ? LARGE : USUAL));
      sender.send(message, patience);
      add(digest, message);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Receives the stream.
   *
   * @param receiver gets it
   * @param count how many messages it has
   * @param patience how long to wait for each
   * @return the SHA-256 of all lengths and bytes
   * @throws InterruptedException if the thread is interrupted
   */
  public static String receive(Receiver receiver, long count, Duration patience)
      throws InterruptedException {
    MessageDigest digest = sha256();
    for (long i = 0; i < count; i++) {
      add(digest, receiver.receive(patience).toByteArray());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, byte[] message) {
    digest.update((message.length + ";").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    digest.update(message);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every Java platform has it
    }
  }
}
