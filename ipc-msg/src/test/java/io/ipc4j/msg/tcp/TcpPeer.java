package io.ipc4j.msg.tcp;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Another process: {@code TcpPeer send|receive|pour KEY=VALUE...}. Sends, or receives, without end,
 * and says when its link comes up ({@code up NAME}) and goes ({@code lost}), and at the first
 * message of each link ({@code got}); or pours out large messages.
 */
final class TcpPeer {
  /** How many messages are poured out. */
  static final int MANY = 100;

  private static final long PAUSE = 5_000_000;

  private TcpPeer() {}

  public static void main(String[] args) throws InterruptedException {
    IpcConfig.Builder config = IpcConfig.builder().set("ipc.transport", "tcp");
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      config.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (Ipc ipc = Ipc.open(config.build())) {
      switch (args[0]) {
        case "send" -> send(ipc.sender("c"));
        case "pour" -> pour(ipc.sender("c"));
        default -> receive(ipc.receiver("c"));
      }
    }
  }

  private static void pour(Sender sender) throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      sender.send(large(i), TcpSessions.LONG);
    }
  }

  /** A message that is like no other. */
  static byte[] large(int number) {
    byte[] message = new byte[50_000];
    new Random(number).nextBytes(message);
    return message;
  }

  private static void send(Sender sender) {
    boolean up = false;
    while (true) {
      sender.trySend(new byte[1000]);
      up = tell(up, sender.peers());
      LockSupport.parkNanos(PAUSE);
    }
  }

  private static void receive(Receiver receiver) {
    boolean up = false;
    boolean got = false;
    while (true) {
      Message message = receiver.tryReceive();
      boolean before = up;
      up = tell(up, receiver.peers());
      got &= up && before;
      if (message != null && !got) {
        got = true;
        System.out.println("got");
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private static boolean tell(boolean up, List<PeerInfo> peers) {
    if (up == peers.isEmpty()) {
      System.out.println(up ? "lost" : "up " + peers.getFirst().name());
    }
    return !peers.isEmpty();
  }
}
