package io.ipc4j.msg.pipe;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcException;
import io.ipc4j.msg.uds.Sessions;
import java.nio.file.Path;

/**
 * Another process: {@code PipeCrowd DIRECTORY SENDERS}. Says what happens to a session whose pipes
 * shall be larger than any may be, then what arrives of a crowd of senders, and then what happens
 * to a session that asks for large pipes beside them.
 */
final class PipeCrowd {
  private PipeCrowd() {}

  public static void main(String[] args) throws Exception {
    Sessions sessions = new Sessions("pipe", Path.of(args[0]));
    int count = Integer.parseInt(args[1]);
    tryToOpen(sessions, "64MiB");
    byte[] message = new byte[100_000];
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      for (int i = 0; i < count; i++) {
        Sender sender = ipc.sender("c");
        sender.send(message, Sessions.LONG);
        if (receiver.receive(Sessions.LONG).length() != message.length) {
          throw new AssertionError("of sender " + i);
        }
      }
      System.out.println(receiver.peers().size() + " senders");
      tryToOpen(sessions, "1MiB");
    }
  }

  private static void tryToOpen(Sessions sessions, String buffer) {
    try (Ipc ipc = sessions.open("ipc.pipe.buffer", buffer);
        Receiver receiver = ipc.receiver("other")) {
      System.out.println("opened " + receiver.channel());
    } catch (IpcException e) {
      System.out.println(e.getMessage());
    }
  }
}
