package io.ipc4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.tool.Transports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example does what its README says, over each transport, by one line of configuration. */
final class ExamplesIT {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<Run> runs = new ArrayList<>();

  @TempDir Path directory;

  private Run run(String example, String... args) {
    environment.put("IPC_DIRECTORY", directory.toString());
    Run run = new Run(environment, example, args);
    runs.add(run);
    return run;
  }

  @AfterEach
  void killWhatIsLeft() {
    runs.forEach(Run::close);
  }

  private static List<String> greetings(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "hello " + i).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void queue(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run receive = run("queue.Receive");
    receive.awaitLine("receiving over " + transport);
    assertThat(run("queue.Send", "1000").output()).containsExactly("sent 1000");
    assertThat(receive.output())
        .startsWith("receiving over " + transport)
        .endsWith(greetings(1000).toArray(String[]::new))
        .hasSize(1001);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void queueWhoseSenderStartsFirst(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run send = run("queue.Send", "10");
    Run receive = run("queue.Receive");
    send.output();
    assertThat(receive.output()).endsWith(greetings(10).toArray(String[]::new)).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void pubsub(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    List<Run> subscribers = List.of(run("pubsub.Subscribe"), run("pubsub.Subscribe"));
    for (Run subscriber : subscribers) {
      subscriber.awaitLine("subscribed over " + transport);
    }
    run("pubsub.Publish", "100").output();
    for (Run subscriber : subscribers) {
      List<String> output = subscriber.output();
      List<Integer> numbers =
          output.stream().skip(1).map(line -> Integer.valueOf(line.split(" ")[0])).toList();
      assertThat(numbers).isNotEmpty().endsWith(100);
      assertThat(numbers)
          .isEqualTo(IntStream.rangeClosed(numbers.getFirst(), 100).boxed().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void requestreply(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run answer = run("requestreply.Answer");
    assertThat(run("requestreply.Ask", "one", "two", "three").output())
        .containsExactly("HELLO", "ONE", "TWO", "THREE");
    assertThat(answer.stopped()).containsExactly("answering over " + transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds", "pipe"})
  void workersDoTheShareOfTheOneThatCrashes(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run steady = run("workers.Work");
    Run other = run("workers.Work");
    Run crashing = run("workers.Work", "--crash-after", "5");
    for (Run worker : List.of(steady, other, crashing)) {
      worker.awaitLine("working over " + transport);
    }
    Run dispatch = run("workers.Dispatch", "400");
    List<String> said = dispatch.output();
    assertThat(said).startsWith("dispatching 400 jobs over " + transport);
    assertThat(said.getLast()).startsWith("done 400, of these again ");
    assertThat(crashing.output(3).getLast()).startsWith("crashing in job ");
    int did = did(steady) + did(other);
    assertThat(did).as("jobs of those that stay").isBetween(395, 396);
  }

  private static int did(Run worker) throws InterruptedException {
    return Integer.parseInt(worker.output().getLast().split(" ")[1]);
  }

  @Test
  void child() throws InterruptedException {
    environment.put("IPC_TRANSPORT", "stdio");
    assertThat(run("child.Primes", "3", "1000").output()).contains("168 primes below 1000");
  }

  @Test
  void region() throws InterruptedException {
    environment.put("IPC_TRANSPORT", "shm");
    countTogether();
  }

  @Test
  void regionBesideChannelsOfAnotherTransport() throws InterruptedException {
    environment.put("IPC_TRANSPORT", "uds");
    environment.put("IPC_REGIONS_TRANSPORT", "shm");
    countTogether();
  }

  private void countTogether() throws InterruptedException {
    Run one = run("region.Count", "5000");
    Run other = run("region.Count", "7000");
    assertThat(one.output()).containsExactly("counted 5000");
    assertThat(other.output()).containsExactly("counted 7000");
    assertThat(run("region.Show", "--remove").output()).containsExactly("count 12000");
  }

  @Test
  void leaderboardWhosePlayerCrashesInsideTheLock() throws InterruptedException {
    environment.put("IPC_TRANSPORT", "shm");
    Run ada = run("leaderboard.Play", "Ada", "100");
    Run grace = run("leaderboard.Play", "Grace", "90");
    assertThat(ada.output()).containsExactly("Ada has played 100 games");
    assertThat(grace.output()).containsExactly("Grace has played 90 games");
    assertThat(run("leaderboard.Play", "Linus", "50", "--crash").output(137))
        .containsExactly("crashing inside the lock");
    String[] rows = {
      " 1. Ada                          5050 points in 100 games",
      " 2. Grace                        4095 points in 90 games",
      " 3. Linus                        1275 points in 50 games",
      "sum 10420"
    };
    assertThat(run("leaderboard.Show").output())
        .startsWith("a player died while it held the board; it is mended")
        .endsWith(rows)
        .hasSize(5);
    assertThat(run("leaderboard.Show", "--remove").output()).containsExactly(rows);
  }

  /** The one line is another for each transport; one that meets by address has a second one. */
  @ParameterizedTest
  @MethodSource("io.ipc4j.tool.Transports#betweenStrangers")
  void oneProgramInTwoProcesses(String transport) throws InterruptedException {
    String[] mains = {"WithGuice", "WithoutGuice"};
    for (String first : mains) {
      environment.clear();
      Transports.settings(transport, List.of("orders"))
          .forEach((key, value) ->
              environment.put(key.replace('.', '_').toUpperCase(Locale.ROOT), value));
      Run warehouse = run("guice." + first, "warehouse");
      Run shop = run("guice." + (first.equals(mains[0]) ? mains[1] : mains[0]), "shop");
      assertThat(shop.output()).containsExactly("shop: placed 10 orders over " + transport);
      assertThat(warehouse.output())
          .containsExactly("warehouse: 550 pieces to send, over " + transport);
    }
  }

  @ParameterizedTest
  @CsvSource({"inproc, WithGuice", "inproc, WithoutGuice", "shm, WithGuice", "uds, WithoutGuice"})
  void oneProgramInTwoThreads(String transport, String main) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    assertThat(run("guice." + main, "shop", "warehouse").output())
        .containsExactly(
            "shop: placed 10 orders over " + transport,
            "warehouse: 550 pieces to send, over " + transport);
  }

  @Test
  void theOneLineMayStandInAFile() throws InterruptedException, IOException {
    Path file = Files.writeString(directory.resolve("my.properties"), "ipc.transport=inproc\n");
    environment.put("IPC_CONFIG", file.toString());
    assertThat(run("guice.WithGuice", "shop", "warehouse").output())
        .contains("shop: placed 10 orders over inproc");
  }
}
