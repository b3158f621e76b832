package io.ipc4j.shm.channel;

import static io.ipc4j.shm.channel.ForeignMessages.CAPACITY;
import static io.ipc4j.shm.channel.ForeignMessages.LONGEST;
import static io.ipc4j.shm.channel.ForeignMessages.receive;
import static io.ipc4j.shm.channel.ForeignMessages.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import io.ipc4j.shm.process.CompiledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A C program that was written from docs/shm-layout.md alone, at the other end of channels: both
 * directions, asleep and awake, killed and bereaved.
 */
final class ForeignPeerTest {
  private static final String CHANNEL = "foreign";
  private static final int MESSAGES = 3_000;
  private static final Pattern VECTOR =
      Pattern.compile(
          "(?m)^\\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\| `(0x[0-9a-f]{16})` \\|$");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static CompiledProgram program;

  private final Path directory;
  private final Ipc ipc;

  ForeignPeerTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-foreign");
    ipc = Ipc.open(ForeignMessages.config(directory));
  }

  @BeforeAll
  static void compile(@TempDir Path target) {
    program = CompiledProgram.in(target);
  }

  @AfterEach
  void close() throws IOException {
    ipc.close();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Child sender(String role, long first, long count) {
    return program.start(
        role,
        directory.toString(),
        "default",
        CHANNEL,
        LONGEST,
        CAPACITY,
        Long.toString(first),
        Long.toString(count));
  }

  private Child receiver(String role, long first, long count) {
    return program.start(
        role,
        directory.toString(),
        "default",
        CHANNEL,
        LONGEST,
        Long.toString(first),
        Long.toString(count));
  }

  private Path files() {
    return directory.resolve("default/shm/channels/" + CHANNEL);
  }

  /** Waits until the other end's writer has said that it sleeps for want of room. */
  private void awaitFullLane() {
    Await.until("the ring is full and its writer asleep", this::isLaneFull);
  }

  private boolean isLaneFull() {
    for (Path path : Directories.list(files())) {
      if (LaneName.of(path).isPresent()) {
        try (LaneFile lane = LaneFile.attach(path).orElse(null)) {
          return lane != null && lane.layout().want() != 0;
        }
      }
    }
    return false;
  }

  /** Waits until a receiver has said that it sleeps, and sends then. */
  private void sendToSleeper(Sender sender, long number) throws InterruptedException {
    try (ControlFile file = ControlFile.find(files()).orElseThrow()) {
      ControlLayout control = file.layout();
      Await.until("the receiver sleeps", () -> control.sleepers() != 0);
    }
    send(sender, number);
  }

  private static long numberAfter(String word, String line) {
    String[] words = line.split(" ");
    return Long.parseLong(words[List.of(words).indexOf(word) + 1]);
  }

  @Test
  void theTestVectorsHoldThere() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "shm-layout.md"));
    String channels = document.substring(0, document.indexOf("## Regions"));
    try (Child peer = program.start("headers")) {
      int count = 0;
      for (MatchResult row : VECTOR.matcher(channels).results().toList()) {
        peer.tell(String.join(" ", row.group(1), row.group(2), row.group(3), row.group(4)) + "\n");
        assertThat(peer.hearAny()).as(row.group()).isEqualTo(row.group(5));
        count++;
      }
      assertThat(count).isEqualTo(8);
    }
  }

  @Test
  void whatItSendsArrivesThoughItMustSleepForRoom() throws InterruptedException {
    Receiver receiver = ipc.receiver(CHANNEL);
    try (Child peer = sender("send", 0, MESSAGES)) {
      peer.hear("ready");
      awaitFullLane();
      receive(receiver, 0, MESSAGES);
      String end = peer.hear("sent");
      assertThat(numberAfter("rung", end)).as(end).isPositive();
      peer.tell("c");
      Await.until("the end of its lane", () -> isDrained(receiver));
      assertThat(peer.awaitEnd()).isZero();
    }
    assertThat(receiver.stats().linksClosed()).isEqualTo(1);
    assertThat(receiver.stats().linksLost()).isZero();
  }

  private static boolean isDrained(Receiver receiver) {
    int ignored = receiver.poll((memory, offset, length) -> {}, 1);
    return receiver.isDrained();
  }

  @Test
  void whatIsSentToItArrivesThoughItSleeps() throws InterruptedException {
    try (Child peer = receiver("receive", 0, MESSAGES)) {
      peer.hear("ready");
      Sender sender = ipc.sender(CHANNEL);
      for (int i = 0; i < 20; i++) {
        sendToSleeper(sender, i);
      }
      for (int i = 20; i < MESSAGES; i++) {
        send(sender, i);
      }
      sender.close();
      assertThat(peer.hear("closed after")).isEqualTo(Integer.toString(MESSAGES));
      String end = peer.hear("received");
      assertThat(numberAfter("rung", end)).as(end).isPositive();
      assertThat(peer.awaitEnd()).isZero();
    }
  }

  @Test
  void itsDeathLosesNothingThatItHadSent() throws InterruptedException {
    Receiver receiver = ipc.receiver(CHANNEL);
    try (Child peer = sender("send", 0, 1_000_000)) {
      peer.hear("ready");
      receive(receiver, 0, 500);
      awaitFullLane();
      peer.kill();
    }
    long[] next = {500};
    Await.until(
        "the end of the dead one's lane",
        () -> {
          int ignored =
              receiver.poll(
                  (memory, offset, length) ->
                      ForeignMessages.check(memory, offset, length, next[0]++),
                  1_000);
          return receiver.isDrained();
        });
    assertThat(next[0]).isGreaterThan(500);
    assertThat(receiver.stats().linksLost()).isEqualTo(1);
  }

  @Test
  void whatItHadNotReadWhenItDiedIsReadByTheNextOne() throws InterruptedException {
    Sender sender = ipc.sender(CHANNEL);
    long[] sent = {0};
    try (Child peer = receiver("receive", 0, 1_000)) { // then it waits for the lane's end
      peer.hear("ready");
      for (; sent[0] < 1_050; sent[0]++) {
        send(sender, sent[0]);
      }
      peer.hear("got 1000");
      peer.kill();
    }
    Await.until("the sender notices", () -> !sendsToNobody(sender, sent));
    try (Child successor = receiver("receive", 1_000, sent[0] - 1_000)) {
      successor.hear("ready");
      sender.close();
      assertThat(successor.hear("closed after")).isEqualTo(Long.toString(sent[0] - 1_000));
    }
  }

  /** Every 97th message is longer than half of its ring. */
  @Test
  void itReadsWhatLiesInAPool() throws InterruptedException {
    try (Ipc pooled = Ipc.open(ForeignMessages.config(directory, "128KiB"));
        Child peer = receiver("receive", 0, MESSAGES)) {
      peer.hear("ready");
      Sender sender = pooled.sender(CHANNEL);
      assertThat(Directories.list(files())).anyMatch(path -> path.toString().endsWith(".pool"));
      for (int i = 0; i < MESSAGES; i++) {
        send(sender, i);
      }
      sender.close();
      assertThat(peer.hear("closed after")).isEqualTo(Integer.toString(MESSAGES));
      assertThat(peer.awaitEnd()).isZero();
      assertThat(Directories.list(files())).noneMatch(path -> path.toString().endsWith(".pool"));
    }
  }

  /** It stands still while messages give way that it hasn't read, some longer than a record. */
  @Test
  void itIsOverrunAndCountsWhatItMissed() {
    int messages = 20_000;
    IpcConfig config =
        ForeignMessages.config(directory).with("ipc.channel.*.policy", "drop-oldest");
    try (Ipc overwriting = Ipc.open(config);
        Child peer = receiver("receive", 0, messages)) {
      peer.hear("ready");
      Sender sender = overwriting.sender(CHANNEL);
      Await.until("the first is sent", () -> isSent(sender, 0));
      peer.hear("got 1");
      peer.signal("STOP");
      for (int i = 1; i < messages; i++) {
        int number = i;
        if (number == messages / 2) {
          peer.signal("CONT");
        }
        Await.until("it is sent", () -> isSent(sender, number));
      }
      long missed = Long.parseLong(peer.hear("missed"));
      assertThat(missed).isGreaterThan(messages / 4).isEqualTo(sender.stats().dropped());
      sender.close();
      assertThat(peer.awaitEnd()).isZero();
    }
  }

  private static boolean isSent(Sender sender, long number) {
    return ForeignMessages.trySend(sender, number) == SendResult.SENT;
  }

  /** Sends one more if there is room; false once it is known that nobody receives. */
  private static boolean sendsToNobody(Sender sender, long[] sent) {
    SendResult result = ForeignMessages.trySend(sender, sent[0]);
    sent[0] += result == SendResult.SENT ? 1 : 0;
    return result != SendResult.NOT_CONNECTED;
  }

  @Test
  void itNoticesTheDeathOfTheOtherEnd() {
    try (Child peer = receiver("receive", 0, 1_000_000);
        Child other = Child.start(ForeignMessages.class, directory.toString(), CHANNEL)) {
      peer.hear("ready");
      other.hear("sent 1000");
      List<String> rest = other.killAndHearRest();
      long told = rest.isEmpty() ? 1_000 : numberAfter("sent", rest.getLast());
      long received = Long.parseLong(peer.hear("lost after"));
      long whole = told % 97 == 96 ? told : told + 1; // pieces may have been left to write
      assertThat(received).isBetween(whole, told + 2);
      assertThat(peer.awaitEnd()).isZero();
    }
  }

  @Test
  void itSubscribes() throws InterruptedException {
    try (Child one = receiver("subscribe", 0, MESSAGES);
        Child two = receiver("subscribe", 0, MESSAGES)) {
      one.hear("ready");
      two.hear("ready");
      Subscriber subscriber = ipc.subscriber(CHANNEL);
      Publisher publisher = ipc.publisher(CHANNEL);
      for (int i = 0; i < MESSAGES; i += 50) {
        for (int j = i; j < i + 50; j++) {
          send(publisher, j);
          receive(subscriber, j, j + 1);
        }
      }
      publisher.close();
      assertThat(one.hear("closed after")).isEqualTo(Integer.toString(MESSAGES));
      assertThat(two.hear("closed after")).isEqualTo(Integer.toString(MESSAGES));
    }
  }

  @Test
  void itPublishes() throws InterruptedException {
    Subscriber one = ipc.subscriber(CHANNEL);
    Subscriber two = ipc.subscriber(CHANNEL);
    try (Child peer = sender("publish", 0, MESSAGES)) {
      peer.hear("ready");
      awaitFullLane();
      for (int i = 0; i < MESSAGES; i++) {
        receive(one, i, i + 1);
        receive(two, i, i + 1);
      }
      peer.hear("sent");
      peer.tell("c");
      Await.until("the end of its lane", () -> isDrained(one) && isDrained(two));
      assertThat(peer.awaitEnd()).isZero();
    }
  }
}
