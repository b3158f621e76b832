package io.ipc4j.examples.queue;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.TypedSender;

/** Sends greetings through a queue; waits for whoever receives them. */
public final class Send {
  private Send() {}

  /**
   * Sends and ends.
   *
   * @param args how many greetings, 10 without it
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    try (Ipc ipc = Ipc.open();
        TypedSender<String> greetings = ipc.sender("greetings", Codecs.utf8())) {
      for (int i = 1; i <= count; i++) {
        greetings.send("hello " + i);
      }
      System.out.println("sent " + count);
    }
  }
}
