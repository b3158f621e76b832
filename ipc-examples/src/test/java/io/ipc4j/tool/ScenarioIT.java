package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.TypedSender;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people do with channels, between processes, over each transport that is installed and works
 * here. {@code -Dipc.scenario.bytes=1073741824 -Dipc.scenario.lines=1000000} is the full size.
 */
@ParameterizedClass
@MethodSource("transports")
final class ScenarioIT {
  private static final long BYTES = Long.getLong("ipc.scenario.bytes", 64L << 20);
  private static final int LINES = Integer.getInteger("ipc.scenario.lines", 100_000);
  private static final int SENDERS = 20;

  private static final int SENT_BY_EACH = 500;
  private static final int SUBSCRIBERS = 8;
  private static final int PUBLISHED = 2000;
  private static final int REQUESTS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ToolWorld world;

  static List<String> transports() {
    return Transports.betweenStrangers();
  }

  ScenarioIT(String transport) {
    world = new ToolWorld(transport, "q", "t", "r");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aLargeFileArrivesAsItIs() throws Exception {
    Path file = world.newFile("in");
    String digest = randomFile(file, BYTES);
    Path copy = world.newFile("out");
    ToolProcess receiver = world.start("receive", "q", "--once", "--raw", "--out", copy.toString());
    world.start("send", "q", "--size", "64k", "--file", file.toString()).expectExit(0);
    receiver.expectExit(0);
    assertThat(digest(copy)).isEqualTo(digest);
  }

  @Test
  void manyLinesArriveThoughTheSenderComesFirst() throws Exception {
    Path file = world.newFile("in");
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        out.write("line " + i + " " + "x".repeat(i % 50) + "\n");
      }
    }
    ToolProcess sender = world.start("send", "q", "--file", file.toString());
    Path copy = world.newFile("out");
    ToolProcess receiver = world.start("receive", "q", "--once", "--out", copy.toString());
    sender.expectExit(0);
    receiver.expectExit(0);
    assertThat(digest(copy)).isEqualTo(digest(file));
  }

  @Test
  void manySendersAtOnceKeepTheirOrder() throws Exception {
    String count = Integer.toString(SENDERS * SENT_BY_EACH);
    ToolProcess receiver = world.start("receive", "q", "--count", count);
    try (Ipc ipc = world.open();
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      List<Callable<Integer>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        int number = i;
        senders.add(() -> send(ipc, number));
      }
      for (Future<Integer> sent : threads.invokeAll(senders)) {
        assertThat(sent.get()).isEqualTo(SENT_BY_EACH);
      }
      receiver.expectExit(0);
    }
    Map<String, List<Integer>> bySender = new TreeMap<>();
    receiver
        .text()
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(words ->
            bySender
                .computeIfAbsent(words[0], _ -> new ArrayList<>())
                .add(Integer.valueOf(words[1])));
    assertThat(bySender)
        .hasSize(SENDERS)
        .allSatisfy((_, numbers) -> assertThat(numbers).isEqualTo(oneTo(SENT_BY_EACH)));
  }

  private static int send(Ipc ipc, int number) throws InterruptedException {
    try (TypedSender<String> sender = ipc.sender("q", Codecs.utf8())) {
      for (int i = 1; i <= SENT_BY_EACH; i++) {
        sender.send(number + " " + i, PATIENCE);
      }
    }
    return SENT_BY_EACH;
  }

  @Test
  void eightSubscribersGetEverything() throws Exception {
    String text = String.join("\n", oneTo(PUBLISHED).stream().map(String::valueOf).toList()) + "\n";
    try (Ipc ipc = world.open();
        ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS)) {
      List<Future<String>> heard = new ArrayList<>();
      for (int i = 0; i < SUBSCRIBERS; i++) {
        Subscriber subscriber = ipc.subscriber("t");
        heard.add(threads.submit(() -> hear(subscriber)));
      }
      world
          .start("publish", "t", "--subscribers", Integer.toString(SUBSCRIBERS))
          .type(text)
          .endInput()
          .expectExit(0);
      for (Future<String> one : heard) {
        assertThat(one.get()).isEqualTo(text);
      }
    }
  }

  private static String hear(Subscriber subscriber) throws InterruptedException {
    StringBuilder heard = new StringBuilder();
    try (subscriber) {
      for (int i = 0; i < PUBLISHED; i++) {
        heard.append(subscriber.receive(PATIENCE).toUtf8()).append('\n');
      }
    }
    return heard.toString();
  }

  /** The first answer is held back until all requests are on their way. */
  @Test
  void aHundredRequestsAreOutstanding() throws Exception {
    Path go = world.newFile("go");
    String answer = "while [ ! -e " + go + " ]; do sleep 0.05; done; cat";
    ToolProcess responder =
        world.start("reply", "r", "--count", Integer.toString(REQUESTS), "--", "sh", "-c", answer);
    try (Ipc ipc = world.open()) {
      Requester requester = ipc.requester("r");
      List<CompletableFuture<Message>> replies =
          IntStream.range(0, REQUESTS)
              .mapToObj(i -> requester.requestAsync(request(i).getBytes(StandardCharsets.UTF_8)))
              .toList();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (requester.outstanding() < REQUESTS && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(requester.outstanding()).isEqualTo(REQUESTS);
      Files.createFile(go);
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(replies.get(i).get(90, TimeUnit.SECONDS).toUtf8()).isEqualTo(request(i));
      }
      responder.expectExit(0);
    }
  }

  private static String request(int number) {
    return "request " + number;
  }

  // --- helpers ---

  private static List<Integer> oneTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static String randomFile(Path file, long length) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(3);
    MessageDigest digest = sha256();
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      for (long left = length; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk, 0, (int) Math.min(chunk.length, left));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
