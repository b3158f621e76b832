package io.ipc4j.examples.queue;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.TypedReceiver;
import java.time.Duration;

/** Prints the greetings of a queue until every sender has closed. */
public final class Receive {
  private Receive() {}

  /**
   * Receives and ends.
   *
   * @param args none
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open();
        TypedReceiver<String> greetings = ipc.receiver("greetings", Codecs.utf8())) {
      System.out.println("receiving over " + greetings.raw().transport());
      while (!greetings.isDrained()) {
        greetings.poll(System.out::println, 100, Duration.ofSeconds(1));
      }
    }
  }
}
