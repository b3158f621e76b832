package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that exchange messages, each side a process, over each transport. */
@ParameterizedClass
@ValueSource(strings = {"shm", "uds"})
final class MessagingIT {

  private final ToolWorld world;

  MessagingIT(String transport) {
    world = new ToolWorld(transport);
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aFilePassesWhoeverComesFirst() throws Exception {
    byte[] content = lines(0, 20_000).getBytes(StandardCharsets.UTF_8);
    Path file = world.file("in", content);
    Path copy = world.newFile("out");

    ToolProcess receiver = world.start("receive", "q", "--once", "--out", copy.toString());
    world.start("send", "q", "--file", file.toString()).expectExit(0);
    receiver.expectExit(0);
    assertThat(copy).hasBinaryContent(content);

    ToolProcess sender = world.start("send", "q", "--file", file.toString());
    receiver = world.start("receive", "q", "--once");
    sender.expectExit(0);
    assertThat(receiver.expectExit(0).bytes()).isEqualTo(content);
  }

  @Test
  void anyBytesPassInPiecesAndAsAWhole() throws Exception {
    byte[] content = new byte[3_000_001];
    new Random(7).nextBytes(content);
    String file = world.file("in", content).toString();

    ToolProcess receiver = world.start("receive", "q", "--once", "--raw");
    world.start("send", "q", "--size", "10k", "--file", file).expectExit(0);
    assertThat(receiver.expectExit(0).bytes()).isEqualTo(content);

    receiver = world.start("receive", "q", "--count", "1", "--raw");
    world.start("send", "q", "--whole", "--file", file).expectExit(0);
    assertThat(receiver.expectExit(0).bytes()).isEqualTo(content);
  }

  @Test
  void whatIsTypedIsShownAtOnce() throws Exception {
    ToolProcess receiver = world.start("receive", "q", "--once");
    ToolProcess sender = world.start("send", "q");
    sender.type("first\n");
    receiver.awaitOutput("first\n");
    sender.type("\n\nno line feed at the end").endInput().expectExit(0);
    assertThat(receiver.expectExit(0).text()).isEqualTo("first\n\n\nno line feed at the end\n");
  }

  @Test
  void aSenderThatIsKilledIsReplacedByAnother() throws Exception {
    ToolProcess receiver = world.start("receive", "q", "--count", "4");
    ToolProcess victim = world.start("send", "q");
    victim.type("1\n2\n");
    receiver.awaitOutput("1\n2\n");
    victim.kill();
    world.start("send", "q", "-m", "3", "-m", "4").expectExit(0);
    assertThat(receiver.expectExit(0).text()).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void onceSaysThatASenderDied() throws Exception {
    ToolProcess receiver = world.start("receive", "q", "--once");
    ToolProcess victim = world.start("send", "q");
    victim.type("half\n");
    receiver.awaitOutput("half\n");
    victim.kill();
    assertThat(receiver.expectExit(1).text()).isEqualTo("half\n");
    assertThat(receiver.errors())
        .isEqualTo(
            "ipc: 1 senders ended without closing; what arrived from them until then is written\n");
  }

  @Test
  void receivingEndsAfterSoManyMessagesOrWithoutOne() throws Exception {
    ToolProcess sender = world.start("send", "q");
    sender.type("1\n2\n3\n4\n5\n");
    ToolProcess receiver = world.start("receive", "q", "--count", "2");
    assertThat(receiver.expectExit(0).text()).isEqualTo("1\n2\n");
    assertThat(world.start("receive", "other", "--idle-timeout", "50ms").expectExit(0).text())
        .isEmpty();
  }

  @Test
  void competingReceiversShareAQueue() throws Exception {
    ToolProcess one = world.start("receive", "q", "--competing", "--once");
    ToolProcess other = world.start("receive", "q", "--competing", "--once");
    ToolProcess sender = world.start("send", "q", "--competing");
    int last = 0;
    while (!(one.hasWritten() && other.hasWritten()) && last < 10_000) {
      sender.type(++last + "\n");
      Thread.sleep(10);
    }
    sender.endInput().expectExit(0);
    String received = one.expectExit(0).text() + other.expectExit(0).text();
    assertThat(received.lines().map(Integer::valueOf))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void acknowledgedMessagesThatAReceiverLeavesGoToTheNext() throws Exception {
    ToolProcess sender = world.start("send", "q", "--acknowledged");
    sender.type("1\n2\n3\n").endInput();
    ToolProcess one = world.start("receive", "q", "--acknowledged", "--count", "1");
    assertThat(one.expectExit(0).text()).isEqualTo("1\n");
    ToolProcess next = world.start("receive", "q", "--acknowledged", "--once");
    assertThat(next.expectExit(0).text()).isEqualTo("2\n3\n");
    sender.expectExit(0);
  }

  @Test
  void everySubscriberGetsWhatIsPublished() throws Exception {
    ToolProcess one = world.start("subscribe", "t", "--once");
    ToolProcess two = world.start("subscribe", "t", "--once");
    String text = lines(0, 1000);
    world.start("publish", "t", "--subscribers", "2").type(text).endInput().expectExit(0);
    assertThat(one.expectExit(0).text()).isEqualTo(text);
    assertThat(two.expectExit(0).text()).isEqualTo(text);
  }

  @Test
  void publishingToNobodyIsSaid() throws Exception {
    ToolProcess publisher =
        world.start("publish", "t", "--subscribers", "0", "-m", "a", "-m", "b").expectExit(0);
    assertThat(publisher.errors()).isEqualTo("ipc: 2 messages were published to nobody\n");
  }

  @Test
  void requestsAreAnsweredByACommand() throws Exception {
    ToolProcess responder = world.start("reply", "r", "--count", "3", "--", "tr", "a-z", "A-Z");
    ToolProcess requester = world.start("request", "r", "-m", "hello", "-m", "", "-m", "world");
    assertThat(requester.expectExit(0).text()).isEqualTo("HELLO\n\nWORLD\n");
    responder.expectExit(0);
  }

  @Test
  void aLargeRequestAndItsReplyPassAsTheyAre() throws Exception {
    byte[] content = new byte[500_000];
    new Random(8).nextBytes(content);
    String file = world.file("in", content).toString();
    ToolProcess responder = world.start("reply", "r", "--count", "1", "--", "cat");
    ToolProcess requester = world.start("request", "r", "--whole", "--raw", "--file", file);
    assertThat(requester.expectExit(0).bytes()).isEqualTo(content);
    responder.expectExit(0);
  }

  @Test
  void ctrlCEndsWith130() throws Exception {
    ToolProcess sender = world.start("send", "q");
    ToolProcess receiver = world.start("receive", "q");
    sender.type("x\n");
    receiver.awaitOutput("x\n");
    receiver.signal("INT");
    assertThat(receiver.expectExit(130).errors()).isEmpty();
    sender.signal("INT");
    assertThat(sender.expectExit(130).errors()).isEmpty();
  }

  @Test
  void aReaderOfThePipeMayEnd() throws Exception {
    ToolProcess receiver = world.startUnread("receive", "q");
    ToolProcess sender = world.start("send", "q");
    sender.type("x\n");
    assertThat(receiver.expectExit(0).errors()).isEmpty();
  }

  @Test
  void waitingHasItsTime() throws Exception {
    ToolProcess sender = world.start("send", "q", "-m", "x", "--timeout", "50ms").expectExit(124);
    assertThat(sender.errors()).startsWith("ipc: [ipc/timeout] channel=q").contains("waited 50ms");
    ToolProcess requester =
        world.start("request", "r", "-m", "x", "--timeout", "50ms").expectExit(124);
    assertThat(requester.errors()).startsWith("ipc: [ipc/timeout] channel=r");
  }

  @Test
  void aMessageAboveTheLimitIsRefusedByName() throws Exception {
    ToolProcess receiver =
        world.start(
            "receive",
            "q",
            "--idle-timeout",
            "60s",
            "--set",
            "ipc.channel.q.max-message-size=8",
            "--count",
            "1");
    ToolProcess sender =
        world.start(
            "send",
            "q",
            "-m",
            "12345678",
            "-m",
            "123456789",
            "--set",
            "ipc.channel.q.max-message-size=8");
    assertThat(sender.expectExit(1).errors())
        .startsWith("ipc: [ipc/message-too-large] channel=q length=9");
    assertThat(receiver.expectExit(0).text()).isEqualTo("12345678\n");
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "line " + i + " " + "x".repeat(i % 120) + "\n")
        .collect(Collectors.joining());
  }
}
