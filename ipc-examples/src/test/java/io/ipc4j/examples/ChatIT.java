package io.ipc4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat between processes: who is there, what they see, and who may die. */
final class ChatIT {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<Run> runs = new ArrayList<>();

  @TempDir Path directory;

  private Run run(String example, String... args) {
    environment.put("IPC_DIRECTORY", directory.toString());
    Run run = new Run(environment, example, args);
    runs.add(run);
    return run;
  }

  private Run server(String transport, String... args) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run server = run("chat.Server", args);
    server.awaitLine("serving a chat over " + transport);
    return server;
  }

  private Run client(String name, String room) throws InterruptedException {
    Run client = run("chat.Client", "--name", name, "--room", room);
    client.awaitLine(
        "== you are %s in %s, over %s".formatted(name, room, environment.get("IPC_TRANSPORT")));
    client.awaitLine("-- " + name + " joined");
    return client;
  }

  @AfterEach
  void killWhatIsLeft() {
    runs.forEach(Run::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void roomsAreApartAndLateComersSeeWhatWasSaid(String transport) throws InterruptedException {
    server(transport);
    Run ann = client("ann", "lobby");
    Run bob = client("bob", "lobby");
    Run carl = client("carl", "blue");
    ann.type("hello", "/me waves");
    bob.awaitLine("* ann waves");
    carl.type("nobody in the lobby reads this", "/msg ANN psst");
    ann.awaitLine("carl -> you: psst");
    bob.type("/nick robert", "/who");
    bob.awaitLine("== ann, robert");

    Run late = client("late", "lobby");
    assertThat(late.lines())
        .containsSubsequence(
            "-- ann joined",
            "-- bob joined",
            "ann: hello",
            "* ann waves",
            "-- bob is now called robert",
            "-- late joined");
    bob.type("/join blue", "here I am");
    carl.awaitLine("robert: here I am");
    ann.awaitLine("-- robert left (went to blue)");
    assertThat(carl.lines()).doesNotContain("ann: hello");
    assertThat(ann.endInput().output())
        .contains("carl -> you: psst")
        .doesNotContain("carl: nobody in the lobby reads this", "robert: here I am");
    late.awaitLine("-- ann left");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void whoeverIsKilledHasLeftAndTheNameIsFree(String transport) throws InterruptedException {
    server(transport);
    Run ann = client("ann", "lobby");
    Run bob = client("bob", "lobby");
    Run other = run("chat.Client", "--name", "Bob");
    assertThat(other.output(1)).containsExactly("!! bob is here already: take another name");
    bob.kill();
    ann.awaitLine("-- bob left (connection lost)");
    Run heir = client("bob", "lobby");
    heir.type("again");
    ann.awaitLine("bob: again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void theServerMayComeLateAndMayDie(String transport) throws InterruptedException {
    environment.put("IPC_TRANSPORT", transport);
    Run ann = run("chat.Client", "--name", "ann");
    ann.type("first");
    ann.awaitLine("== no server yet, over " + transport + "; waiting for one to start");
    Run server = server(transport);
    ann.awaitLine("ann: first");
    Run bob = client("bob", "lobby");

    server.kill();
    ann.awaitLine("== the connection to the server is lost; looking for it");
    ann.type("second"); // while nobody serves
    server(transport);
    ann.awaitLine("ann: second");
    bob.type("third");
    ann.awaitLine("bob: third");
    assertThat(bob.endInput().output()).containsOnlyOnce("bob: third").contains("ann: second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "uds"})
  void whoDoesNotReadKeepsNobodyWaiting(String transport) throws Exception {
    environment.put("IPC_CHANNEL_CHAT_LOBBY_CAPACITY", "64k");
    environment.put("IPC_UDS_SOCKET_BUFFER", "4k");
    server(transport, "--history", "50");
    Run ann = client("ann", "lobby");
    Run bob = client("bob", "lobby");
    bob.awaitLine("-- bob joined");
    bob.signal("STOP");
    List<String> said =
        IntStream.rangeClosed(1, 500).mapToObj(i -> i + " " + "x".repeat(300)).toList();
    ann.type(said.toArray(String[]::new));
    List<String> heard = said.stream().map(text -> "ann: " + text).toList();
    ann.awaitLine(heard.getLast());
    assertThat(ann.lines())
        .filteredOn(line -> line.startsWith("ann: "))
        .containsExactlyElementsOf(heard);
    bob.signal("CONT");
    bob.awaitLine(heard.getLast());
    assertThat(bob.lines()).anyMatch(line -> line.matches("== \\d+ lines missed: .*"));
  }

  @Test
  void mistakesAreSaid() throws InterruptedException {
    server("uds");
    Run ann = client("ann", "lobby");
    ann.type("/foo", "/msg", "/join a b", "/nick a:b", "/msg nobody hi", "//done");
    ann.awaitLine("ann: /done");
    assertThat(ann.lines())
        .containsSubsequence(
            "!! there is no command /foo; /help lists them",
            "!! type it as: /msg NAME TEXT",
            "!! type it as: /join ROOM",
            "!! a name is 1 to 24 letters, digits, dots, hyphens and underscores, not: a:b",
            "!! nobody here is called nobody");
    assertThat(run("chat.Client", "--name", "bob", "--room", "No Room").output(1))
        .containsExactly("!! a room is 1 to 32 of a-z, 0-9, hyphen and underscore, not: No Room");
    assertThat(run("chat.Server", "--history", "2000").output(2))
        .containsExactly("chat: --history=2000: allowed are 0 to 1000");
    assertThat(run("chat.Server").output(1).getLast())
        .startsWith("chat: [ipc/receiver-exists] channel=chat: has a responder already");
  }

  @Test
  void aTerminalHasColoursTimesAndALineEditor() throws InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "the command script is not installed");
    server("shm");
    Run bob = client("bob", "lobby");
    environment.put("TERM", "xterm");
    environment.put("IPC_DIRECTORY", directory.toString());
    String inTerminal = "exec script -qec \"stty cols 80 rows 24; exec $*\" /dev/null";
    Run ann =
        new Run(List.of("sh", "-c", inTerminal, "sh"), environment, "chat.Client", "--name", "ann");
    runs.add(ann);
    ann.awaitLineWith("you are ann in lobby");
    bob.type("hi");
    ann.awaitLineWith(":", "\033[", "bob", ": hi");
    ann.type("hexx\b\bllo");
    bob.awaitLine("ann: hello");
    ann.awaitLineWith(":", "\033[", "ann", ": hello");
    ann.type("/quit");
    assertThat(ann.output()).noneMatch(line -> line.contains("WARNING"));
    bob.awaitLine("-- ann left");
  }

  @Test
  void ctrlCSaysGoodbye() throws InterruptedException {
    Run server = server("shm");
    Run ann = client("ann", "lobby");
    Run bob = client("bob", "lobby");
    bob.stopped();
    ann.awaitLine("-- bob left");
    server.stopped();
    ann.awaitLine("== the connection to the server is lost; looking for it");
  }
}
