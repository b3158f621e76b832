package io.ipc4j.aeron;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
 * #BURST_MESSAGES} numbers from 0, and ends. It ends with its input.
 */
final class AeronPeer {
  /** How many senders a burst has. */
  static final int BURST_SENDERS = 5;

  /** How many messages each of them sends: who it is, and a number, of 4 bytes each. */
  static final int BURST_MESSAGES = 100;

  private AeronPeer() {}

  static Process start(String what, Sessions sessions) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(TestDriver.JVM_ARGUMENTS));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(AeronPeer.class.getName(), what));
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
