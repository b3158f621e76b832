package io.ipc4j.examples.requestreply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Requester;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks one question and waits for its answer; then asks several at once. */
public final class Ask {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Ask() {}

  /**
   * Asks and ends.
   *
   * @param args the questions
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open();
        Requester requester = ipc.requester("upper-case")) {
      Message greeting = requester.request("hello".getBytes(UTF_8), PATIENCE);
      System.out.println(greeting.toUtf8());

      List<CompletableFuture<Message>> answers =
          Stream.of(args).map(text -> requester.requestAsync(text.getBytes(UTF_8))).toList();
      answers.forEach(answer -> System.out.println(answer.join().toUtf8()));
    }
  }
}
