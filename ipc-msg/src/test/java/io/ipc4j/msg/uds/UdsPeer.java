package io.ipc4j.msg.uds;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcException;
import io.ipc4j.tests.kit.SmallJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process: {@code UdsPeer hold|flood|pour|tell DIRECTORY TRANSPORT}. */
public final class UdsPeer {
  private UdsPeer() {}

  public static void main(String[] args) throws Exception {
    Sessions sessions = new Sessions(args[2], Path.of(args[1]));
    try (Ipc ipc = sessions.open()) {
      switch (args[0]) {
        case "hold" -> hold(ipc);
        case "flood" -> flood(ipc, 64);
        case "pour" -> flood(ipc, 300_000);
        case "tell" -> tell(ipc);
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
  private static void flood(Ipc ipc, int size) throws InterruptedException {
    Sender sender = ipc.sender("c");
    for (long i = 0; ; i++) {
      sender.send(ByteBuffer.allocate(size).putLong(i).array(), Sessions.LONG);
    }
  }

  /** Sends one message, and says how that went. */
  private static void tell(Ipc ipc) throws InterruptedException {
    try {
      System.out.println(ipc.sender("c").send(new byte[8], Sessions.LONG));
    } catch (IpcException e) {
      System.out.println(e.getMessage());
    }
  }

  // --- the other side ---

  /** Starts such a process over Unix domain sockets. */
  static Process start(String what, Path directory) throws IOException {
    return start(what, directory, "uds");
  }

  /** Starts such a process, behind another command such as {@code sh -c}. */
  public static Process start(String what, Path directory, String transport, String... before)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(java(UdsPeer.class));
    command.add(what);
    command.add(directory.toString());
    command.add(transport);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** How to start a small process with that main class. */
  public static List<String> java(Class<?> main) {
    return SmallJvm.command(main, List.of("--enable-native-access=ALL-UNNAMED"));
  }

  /** A process's output, line by line. */
  public static BufferedReader linesOf(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
