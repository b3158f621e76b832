package io.ipc4j.examples.child;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import java.time.Duration;
import java.util.stream.LongStream;

/** A child of {@link Primes}: counts the primes of a part of the numbers. */
public final class Count {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Count() {}

  /**
   * Counts and ends.
   *
   * @param args the channel on which the part comes
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open();
        TypedReceiver<String> parts = ipc.receiver(args[0], Codecs.utf8());
        TypedSender<String> counts = ipc.sender("counts", Codecs.utf8())) {
      String[] part = parts.receive(PATIENCE).split(" ", 2);
      long count =
          LongStream.range(Long.parseLong(part[0]), Long.parseLong(part[1]))
              .filter(Count::isPrime)
              .count();
      counts.send(Long.toString(count), PATIENCE);
      System.out.println(args[0] + ": " + count); // appears on standard error
    }
  }

  private static boolean isPrime(long number) {
    return number >= 2
        && LongStream.rangeClosed(2, (long) Math.sqrt((double) number))
            .noneMatch(d -> number % d == 0);
  }
}
