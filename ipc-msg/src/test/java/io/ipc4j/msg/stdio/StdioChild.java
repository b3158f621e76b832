package io.ipc4j.msg.stdio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.ChildProcess;
import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.msg.meeting.TallyPeer;
import io.ipc4j.tests.kit.SmallJvm;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The program of the tests' children: {@code StdioChild WHAT ARGUMENT...}. */
public final class StdioChild {
  static final Duration LONG = Duration.ofMinutes(2);

  private StdioChild() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "chatter" -> chatter(Integer.parseInt(args[1]));
      case "count" -> count();
      case "numbers" -> numbers();
      case "outlive" -> outlive(Path.of(args[1]));
      case "middle" -> middle(Path.of(args[1]));
      case "twice" -> twice();
      case "claim" -> claim();
      case "stay" -> stay();
      case "tally" -> tally();
      case "reverse" -> reverse(Integer.parseInt(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static Ipc open() {
    return Ipc.open(config().build());
  }

  static IpcConfig.Builder config() {
    return IpcConfig.builder()
        .set("ipc.transport", "stdio")
        .set("ipc.channel.slow.capacity", "4MiB");
  }

  /** Prints in every way while it sends, and then sends the digest of what it has sent. */
  private static void chatter(int count) throws Exception {
    System.out.println("printed before the session is open");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Ipc ipc = open();
        Sender sender = ipc.sender("stream");
        Sender last = ipc.sender("digest")) {
      for (int i = 0; i < count; i++) {
        byte[] message = ByteBuffer.allocate(8 + i % 100).putLong(i).array();
        digest.update(message);
        sender.send(message, LONG);
        if (i % 1000 == 0) {
          System.out.println("printed " + i);
        }
        if (i % (count / 2) == 0) {
          new ProcessBuilder("echo", "printed by a program").inheritIO().start().waitFor();
        }
      }
      if (System.in.read() >= 0) {
        throw new IllegalStateException("standard input is not empty");
      }
      last.send(digest.digest(), LONG);
    }
  }

  /** Answers on {@code heard} with the number of messages on {@code fast}; never polls another. */
  private static void count() throws Exception {
    try (Ipc ipc = open();
        Receiver slow = ipc.receiver("slow");
        Receiver fast = ipc.receiver("fast");
        Sender heard = ipc.sender("heard")) {
      for (long n = 1; !fast.isDrained() && !slow.isDrained(); n++) {
        fast.receive(LONG);
        heard.send(ByteBuffer.allocate(8).putLong(n).array(), LONG);
      }
    }
  }

  /** Sends numbers without end. */
  private static void numbers() throws Exception {
    try (Ipc ipc = open();
        Sender sender = ipc.sender("numbers")) {
      for (long i = 0; ; i++) {
        sender.send(ByteBuffer.allocate(64).putLong(i).array(), LONG);
      }
    }
  }

  /** Receives until all senders have gone, and writes into a file what it knows then. */
  private static void outlive(Path file) throws Exception {
    try (Ipc ipc = open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("back")) {
      receiver.receive(LONG);
      while (!receiver.isDrained()) {
        receiver.poll((memory, offset, length) -> {}, 10, Duration.ofSeconds(1));
      }
      Path draft =
          Files.writeString(
              file.resolveSibling("draft"),
              "drained lost=" + receiver.stats().linksLost() + " " + sender.trySend(new byte[1]));
      Files.move(draft, file);
    }
  }

  /** A parent that launches a child and goes on until it is killed. */
  private static void middle(Path file) throws Exception {
    try (Ipc ipc = open();
        ChildProcess child = ipc.launch(command("outlive", file.toString()))) {
      try (Sender sender = ipc.sender("c")) {
        sender.send(new byte[1], LONG);
        System.out.println("launched " + child.pid());
        child.exited().get();
      }
    }
  }

  private static void twice() throws Exception {
    try (Ipc first = open();
        Ipc second = open();
        Sender sender = first.sender("c")) {
      try (Sender never = second.sender("c")) {
        sender.send(never.channel().getBytes(UTF_8), LONG);
      } catch (IpcException e) {
        sender.send(String.valueOf(e.getMessage()).getBytes(UTF_8), LONG);
      }
    }
  }

  private static void claim() {
    try (Ipc ipc = Ipc.open(config().set("ipc.stdio.part", "child").build())) {
      System.err.println(ipc.sender("c"));
    } catch (IpcException e) {
      System.err.println(e.getMessage());
    }
  }

  /** Opens its end and then takes no notice of anything. */
  private static void stay() throws Exception {
    try (Ipc ipc = open();
        Receiver receiver = ipc.receiver("c")) {
      receiver.tryReceive();
      Thread.sleep(LONG);
    }
  }

  /** Receives until all senders have gone, and sends what it knows then. */
  private static void tally() throws Exception {
    try (Ipc ipc = open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("tally")) {
      receiver.receive(LONG);
      sender.send("got".getBytes(UTF_8), LONG);
      sender.send(TallyPeer.tally(receiver).getBytes(UTF_8), LONG);
    }
  }

  /** Takes so many requests, and then answers each with itself, the last one first. */
  private static void reverse(int count) throws Exception {
    record Taken(byte[] request, ReplyTo replyTo) {}
    try (Ipc ipc = open();
        Responder responder = ipc.responder("ask")) {
      Deque<Taken> taken = new ArrayDeque<>();
      while (taken.size() < count) {
        responder.poll(
            (memory, offset, length, replyTo) ->
                taken.push(new Taken(memory.asSlice(offset, length).toArray(JAVA_BYTE), replyTo)),
            count,
            LONG);
      }
      for (Taken one : taken) {
        one.replyTo.reply(MemorySegment.ofArray(one.request), LONG);
      }
    }
  }

  // --- the other side ---

  /** How to start such a process. */
  static List<String> command(String... arguments) {
    return SmallJvm.command(
        StdioChild.class, List.of("--enable-native-access=ALL-UNNAMED"), arguments);
  }
}
