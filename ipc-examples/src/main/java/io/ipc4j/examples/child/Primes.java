package io.ipc4j.examples.child;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Counts primes with the help of children, each of which gets a part of the numbers. */
public final class Primes {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Primes() {}

  /**
   * Counts and ends, with all its children.
   *
   * @param args how many children, and below which number to count
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    int children = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    long limit = args.length > 1 ? Long.parseLong(args[1]) : 100_000;
    try (Ipc ipc = Ipc.open()) {
      for (int i = 0; i < children; i++) {
        ipc.launch(child("part-" + i));
      }
      try (TypedReceiver<String> counts = ipc.receiver("counts", Codecs.utf8())) {
        for (int i = 0; i < children; i++) {
          try (TypedSender<String> part = ipc.sender("part-" + i, Codecs.utf8())) {
            part.send(i * limit / children + " " + (i + 1) * limit / children, PATIENCE);
          }
        }
        long sum = 0;
        for (int i = 0; i < children; i++) {
          sum += Long.parseLong(counts.receive(PATIENCE));
        }
        System.out.println(sum + " primes below " + limit);
      }
    }
  }

  private static List<String> child(String part) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Count.class.getName(),
        part);
  }
}
