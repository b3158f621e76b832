package io.ipc4j.aeron;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.tests.kit.SmallJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Another process with a session over Aeron: {@code hold} opens a receiver of channel {@code c} and
 * prints how long each message is; {@code send} opens a sender of it and sends messages of 8 bytes;
 * {@code burst} has {@link #BURST_SENDERS} senders at once, each of which sends {@link
 * #BURST_MESSAGES} numbers from 0, and ends; {@code tear} sends {@link #WHOLE} messages and never
 * finishes another one; {@code echo} replies with what it was asked; {@code publish} publishes
 * numbers, and {@code subscribe} says when it has heard {@link #HEARD} of them, each one more than
 * the last. It ends with its input.
 */
final class AeronPeer {
  /** How many senders a burst has. */
  static final int BURST_SENDERS = 5;

  /** How many messages each of them sends: who it is, and a number, of 4 bytes each. */
  static final int BURST_MESSAGES = 100;

  /** How many messages come before the one that is torn. */
  static final int WHOLE = 10;

  /** How many messages a subscriber hears. */
  static final int HEARD = 300;

  private AeronPeer() {}

  static Process start(String what, Sessions sessions) throws IOException {
    return start(List.of(), what, sessions);
  }

  /** Starts it by a command that takes another one as its arguments. */
  static Process start(List<String> by, String what, Sessions sessions) throws IOException {
    return start(by, List.of(TestDriver.JVM_ARGUMENTS), what, sessions);
  }

  /** Starts it with these arguments for the Java virtual machine, more or fewer than needed. */
  static Process start(List<String> by, List<String> flags, String what, Sessions sessions)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(SmallJvm.command(AeronPeer.class, flags, what));
    for (Map.Entry<String, String> setting : sessions.settings().entrySet()) {
      command.add(setting.getKey() + "=" + setting.getValue());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static BufferedReader linesOf(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Reads what a process says up to a line. */
  static void awaitLine(BufferedReader lines, String expected) throws IOException {
    StringBuilder said = new StringBuilder();
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.equals(expected)) {
        return;
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("the process ended and said\n" + said);
  }

  public static void main(String[] arguments) throws Exception {
    Sessions sessions = new Sessions(Map.of());
    for (int i = 1; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      sessions = sessions.with(parts[0], parts[1]);
    }
    Thread.ofPlatform().daemon().start(AeronPeer::endWithInput);
    try (Ipc ipc = sessions.open()) {
      switch (arguments[0]) {
        case "hold" -> hold(ipc);
        case "burst" -> burst(ipc);
        case "echo" -> echo(ipc);
        case "tear" -> tear(ipc);
        case "publish" -> publish(ipc);
        case "subscribe" -> subscribe(ipc);
        default -> send(ipc);
      }
    }
  }

  private static void hold(Ipc ipc) throws InterruptedException {
    Receiver receiver = ipc.receiver("c");
    System.out.println("holding");
    while (true) {
      receiver.poll(
          (memory, offset, length) -> System.out.println("got " + length),
          10,
          Duration.ofMillis(100));
    }
  }

  private static void send(Ipc ipc) throws InterruptedException {
    Sender sender = ipc.sender("c");
    System.out.println("sending");
    while (true) {
      sender.send(new byte[8], Sessions.LONG);
    }
  }

  private static void tear(Ipc ipc) throws InterruptedException {
    Sender sender = ipc.sender("c");
    for (int i = 0; i < WHOLE; i++) {
      sender.send(new byte[8], Sessions.LONG);
    }
    Loan unfinished = sender.loan(8, Sessions.LONG);
    System.out.println("torn");
    Thread.sleep(Sessions.LONG);
    unfinished.commit();
  }

  private static void publish(Ipc ipc) throws InterruptedException {
    Publisher publisher = ipc.publisher("c");
    for (long number = 0; true; number++) {
      publisher.send(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), Sessions.LONG);
      Thread.sleep(1);
    }
  }

  private static void subscribe(Ipc ipc) throws InterruptedException {
    Subscriber subscriber = ipc.subscriber("c");
    long first = hear(subscriber);
    for (int i = 1; i < HEARD; i++) {
      long number = hear(subscriber);
      if (number != first + i) {
        throw new AssertionError("heard " + number + " after " + (first + i - 1));
      }
    }
    System.out.println("heard " + HEARD);
  }

  private static long hear(Subscriber subscriber) throws InterruptedException {
    byte[] bytes = subscriber.receive(Sessions.LONG).memory().toArray(ValueLayout.JAVA_BYTE);
    return ByteBuffer.wrap(bytes).getLong();
  }

  private static void echo(Ipc ipc) throws InterruptedException {
    Responder responder = ipc.responder("c");
    System.out.println("echoing");
    while (true) {
      responder.poll(
          (memory, offset, length, replyTo) -> {
            while (replyTo.tryReply(memory, offset, length) == SendResult.BACK_PRESSURED) {
              Thread.onSpinWait();
            }
          },
          10,
          Duration.ofMillis(100));
    }
  }

  private static void burst(Ipc ipc) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(BURST_SENDERS)) {
      List<Callable<Void>> senders = new ArrayList<>();
      for (int i = 0; i < BURST_SENDERS; i++) {
        senders.add(() -> sendNumbers(ipc, ThreadLocalRandom.current().nextInt()));
      }
      for (Future<Void> sent : threads.invokeAll(senders)) {
        sent.get();
      }
    }
    System.out.println("sent");
  }

  private static Void sendNumbers(Ipc ipc, int who) throws InterruptedException {
    try (Sender sender = ipc.sender("c")) {
      for (int i = 0; i < BURST_MESSAGES; i++) {
        byte[] message = ByteBuffer.allocate(2 * Integer.BYTES).putInt(who).putInt(i).array();
        if (sender.send(message, Sessions.LONG) != SendResult.SENT) {
          throw new AssertionError("number " + i + " was not sent");
        }
      }
    }
    return null;
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.out.println("input failed: " + e);
    }
    Runtime.getRuntime().halt(2);
  }
}
