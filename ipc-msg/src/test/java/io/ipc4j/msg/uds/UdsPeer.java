package io.ipc4j.msg.uds;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process: {@code UdsPeer hold|flood DIRECTORY}; ends when its input does. */
final class UdsPeer {
  private UdsPeer() {}

  public static void main(String[] args) throws Exception {
    Sessions sessions = new Sessions(Path.of(args[1]));
    try (Ipc ipc = sessions.open()) {
      switch (args[0]) {
        case "hold" -> hold(ipc);
        case "flood" -> flood(ipc);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /** Says {@code ready}; then tries once to be the receiver at each line of input. */
  private static void hold(Ipc ipc) throws IOException {
    System.out.println("ready");
    System.in.read();
    try {
      Receiver receiver = ipc.receiver("c");
      System.out.println("holding");
      while (System.in.read() >= 0) {
        receiver.tryReceive();
      }
    } catch (IpcException e) {
      System.out.println(e.id());
    }
  }

  /** Sends numbers without end. */
  private static void flood(Ipc ipc) throws InterruptedException {
    Sender sender = ipc.sender("c");
    for (long i = 0; ; i++) {
      sender.send(ByteBuffer.allocate(64).putLong(i).array(), Sessions.LONG);
    }
  }

  // --- the other side ---

  /** Starts such a process. */
  static Process start(String what, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(UdsPeer.class.getName());
    command.add(what);
    command.add(directory.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** A process's output, line by line. */
  static BufferedReader linesOf(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
