package io.ipc4j.msg.stdio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcLinkLostException;
import io.ipc4j.msg.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Children that break the protocol are closed with a reason, and disturb no other. */
@Timeout(300)
final class HostileChildrenTest {
  private final Kinship kinship = new Kinship();
  private Ipc parent;
  private Ipc good;
  private Sender sender;
  private Receiver receiver;

  @BeforeEach
  void haveAGoodChild() throws InterruptedException {
    parent = open();
    receiver = parent.receiver("c");
    good = open();
    sender = good.sender("c");
    requireUndisturbed(0);
  }

  @AfterEach
  void close() {
    good.close();
    parent.close();
    kinship.close();
  }

  private static Ipc open() {
    return Ipc.open(StdioChild.config().set("ipc.stdio.start-timeout", "300ms").build());
  }

  private void requireUndisturbed(int number) throws InterruptedException {
    sender.send(new byte[] {(byte) number}, StdioChild.LONG);
    assertThat(receiver.receive(StdioChild.LONG).toByteArray()).containsExactly(number);
    assertThat(receiver.peers()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource
  void programsOfAnotherKind(String script, String problem) throws InterruptedException {
    var child = parent.launch(List.of("sh", "-c", script));
    assertThatThrownBy(() -> child.connected().get())
        .hasCauseInstanceOf(IpcLinkLostException.class)
        .hasMessageContaining("[ipc/child-failed] child=sh -c " + script + " pid=" + child.pid())
        .hasMessageContaining(problem);
    requireUndisturbed(1);
    child.close();
    assertThat(child.process().isAlive()).isFalse();
  }

  static Stream<Arguments> programsOfAnotherKind() {
    return Stream.of(
        Arguments.of(
            "echo hello",
            "it ended with exit code 0 before it opened its end; it wrote \"hello\"."),
        Arguments.of(
            "exit 3", "it ended with exit code 3 before it opened its end; it wrote nothing."),
        Arguments.of("cat /dev/zero", "it does not speak the protocol of stdio; it wrote \"..."),
        Arguments.of("exec sleep 60", "it did not open its end in time; it wrote nothing."),
        Arguments.of(
            "echo wait; exec sleep 60", "it did not open its end in time; it wrote \"wait\"."));
  }

  // --- those that speak the protocol, up to a point ---

  /** A child that is two pipes, into which the test writes what it likes. */
  private CompletableFuture<String> write(ByteBuffer... all) throws IOException {
    CompletableFuture<String> ended = new CompletableFuture<>();
    Posix.Pipe down = Kinship.pipe();
    Posix.Pipe up = Kinship.pipe();
    kinship
        .eldest()
        .joinChild(
            up.input(),
            down.output(),
            new Family.Events() {
              @Override
              public void greeted(Greeting greeting) {}

              @Override
              public void ended(String why) {
                ended.complete(why);
              }
            });
    ByteBuffer together = ByteBuffer.allocateDirect(4096);
    for (ByteBuffer bytes : all) {
      together.put(bytes.duplicate());
    }
    up.output().write(together.flip()); // at once: the first wrong byte closes the other end
    ended.whenComplete((why, failure) -> Kinship.close(down.input(), up.output()));
    if (all.length == 3) {
      up.output().close();
    }
    return ended;
  }

  private static ByteBuffer greeting() {
    ByteBuffer payload = new Greeting(1, 1, "hostile@1", "default").encode();
    return ByteBuffer.allocate(8 + TrunkLayout.HEADER + payload.remaining())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(TrunkLayout.magic())
        .putLong(TrunkLayout.header(TrunkLayout.GREETING, 0, payload.remaining()))
        .put(payload)
        .flip();
  }

  private static ByteBuffer frame(int kind, int number, byte... payload) {
    return ByteBuffer.allocate(TrunkLayout.HEADER + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(TrunkLayout.header(kind, number, payload.length))
        .put(payload)
        .flip();
  }

  @ParameterizedTest
  @MethodSource
  void protocolsThatAreBroken(ByteBuffer frame, String problem) throws Exception {
    String why = write(greeting(), frame).get(1, TimeUnit.MINUTES);
    assertThat(why).contains(problem);
    requireUndisturbed(2);
  }

  static Stream<Arguments> protocolsThatAreBroken() {
    ByteBuffer bomb =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(TrunkLayout.header(TrunkLayout.DATA, 1, 0xFF_FFFF))
            .flip();
    String header = "it broke the protocol: frame header ";
    return Stream.of(
        Arguments.of(bomb, header + "105ffffff"),
        Arguments.of(ByteBuffer.wrap("not a frame header".getBytes(US_ASCII)), header),
        Arguments.of(frame(TrunkLayout.OPEN, 2, new byte[4]), "lane 2 opened out of turn"),
        Arguments.of(frame(TrunkLayout.OPEN, 1), header),
        Arguments.of(frame(TrunkLayout.GREETING, 0, new byte[30]), "kind 1 out of turn"),
        Arguments.of(frame(TrunkLayout.END, 1, new byte[100]), "does not speak this protocol"),
        Arguments.of(frame(99, 1), header));
  }

  @Test
  void halfAFrame() throws Exception {
    ByteBuffer half = frame(TrunkLayout.END, 1, new byte[100]).limit(50);
    String why = write(greeting(), half, ByteBuffer.allocate(0)).get(1, TimeUnit.MINUTES);
    assertThat(why).isEqualTo("the process ended");
    requireUndisturbed(3);
  }

  @Test
  void anotherVersion() throws Exception {
    ByteBuffer greeting = greeting().put(8 + TrunkLayout.HEADER, (byte) 9);
    String why = write(greeting, frame(TrunkLayout.BYE, 0)).get(1, TimeUnit.MINUTES);
    assertThat(why).isEqualTo("it broke the protocol: it speaks version 9, this process version 1");
    requireUndisturbed(4);
  }

  @Test
  void oneThatNeverGreets() throws Exception {
    assertThat(write().get(1, TimeUnit.MINUTES)).isEqualTo("it did not open its end in time");
    requireUndisturbed(5);
  }

  @Test
  void oneThatNeitherReadsNorEnds() throws Exception {
    var ended = write(greeting(), frame(TrunkLayout.HOLD, 1, (byte) 'x'));
    for (int i = 6; i < 20; i++) {
      requireUndisturbed(i);
    }
    assertThat(ended).isNotDone();
  }
}
