package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose other end is a child, launched by {@code --exec}. */
final class ExecIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ToolWorld world = new ToolWorld("shm");

  @AfterEach
  void end() {
    world.close();
  }

  /** The tool as a shell's words. */
  private static String ipc(String arguments) {
    String start =
        ToolProcess.tool().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return start + " " + arguments;
  }

  private static byte[] lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFilePassesFromAndToAChild() throws Exception {
    byte[] content = lines(20_000);
    Path file = world.file("in", content);
    Path copy = world.newFile("out");
    world
        .start(
            "send",
            "q",
            "--file",
            file.toString(),
            "--exec",
            ipc("receive q --once --out '" + copy + "'"))
        .expectExit(0);
    assertThat(copy).hasBinaryContent(content);

    ToolProcess receiver =
        world.start("receive", "q", "--once", "--exec", ipc("send q --file '" + file + "'"));
    assertThat(receiver.expectExit(0).bytes()).isEqualTo(content);
  }

  @Test
  void childrenSubscribe() throws Exception {
    byte[] content = lines(1_000);
    List<String> arguments =
        new ArrayList<>(
            List.of("publish", "p", "--subscribers", "2", "-f", world.file("in", content) + ""));
    for (int i = 0; i < 2; i++) {
      arguments.add("--exec");
      arguments.add(ipc("subscribe p --once --out '" + world.newFile("out" + i) + "'"));
    }
    world.start(arguments.toArray(String[]::new)).expectExit(0);
    assertThat(world.newFile("out0")).hasBinaryContent(content);
    assertThat(world.newFile("out1")).hasBinaryContent(content);
  }

  @Test
  void aChildRepliesAndIsEndedAfterwards() throws Exception {
    String channel = "replies" + System.nanoTime();
    String responder = ipc("reply " + channel + " -- tr a-z A-Z");
    ToolProcess requester =
        world.start("request", channel, "-m", "one", "-m", "two", "--exec", responder);
    assertThat(requester.expectExit(0).text()).isEqualTo("ONE\nTWO\n");
    awaitNoProcess(channel);
  }

  @Test
  void aChildThatRepliesEndsWhenItsParentIsKilled() throws Exception {
    String channel = "replies" + System.nanoTime();
    Path reply = world.newFile("reply");
    ToolProcess requester =
        world.start(
            "request",
            channel,
            "-m",
            "one",
            "-m",
            "two",
            "--exec",
            ipc(
                "reply "
                    + channel
                    + " -- sh -c 'cat > "
                    + reply
                    + "; sleep 1; cat "
                    + reply
                    + "'"));
    awaitExisting(reply);
    assertThat(isRunning(channel)).isTrue();
    requester.kill();
    awaitNoProcess(channel);
  }

  @Test
  void aChildThatReceivesEndsWhenItsParentIsKilled() throws Exception {
    String channel = "received" + System.nanoTime();
    Path copy = world.newFile("out");
    ToolProcess sender =
        world
            .start("send", channel, "--exec", ipc("receive " + channel + " --out '" + copy + "'"))
            .type("hello\n");
    awaitExisting(copy);
    assertThat(isRunning(channel)).isTrue();
    sender.kill();
    awaitNoProcess(channel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"receive %s", "subscribe %s", "reply %s -- cat"})
  void aChildWhoseParentWasKilledBeforeTheyMetEnds(String command) throws Exception {
    String channel = "early" + System.nanoTime();
    Path began = world.newFile("began");
    Path go = world.newFile("go");
    String slow =
        "touch '%s'; while [ ! -e '%s' ]; do sleep 0.05; done; %s; echo %s > '%s'"
            .formatted(began, go, ipc(command.formatted(channel)), "ended", began);
    ToolProcess parent = world.start("send", channel, "-m", "hello", "--exec", slow);
    awaitExisting(began);
    parent.kill();
    Files.createFile(go);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(began).equals("ended\n")) {
      assertThat(System.nanoTime()).as("the child is left").isLessThan(deadline);
      Thread.sleep(20);
    }
    awaitNoProcess(channel);
  }

  private static void awaitExisting(Path file) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as("no %s", file).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Waits until no process has this word in its command line, which nobody else has. */
  private static void awaitNoProcess(String word) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (isRunning(word)) {
      assertThat(System.nanoTime()).as("a child is left").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean isRunning(String word) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(word));
  }

  @Test
  void whatAChildPrintsAppearsOnStandardError() throws Exception {
    ToolProcess sender =
        world.start("send", "q", "-m", "to be printed", "--exec", ipc("receive q --once"));
    assertThat(sender.expectExit(0).text()).isEmpty();
    assertThat(sender.errors()).isEqualTo("to be printed\n");
  }

  @Test
  void aChildCanNotReadStandardInput() throws Exception {
    ToolProcess receiver = world.start("receive", "q", "--once", "--exec", ipc("send q"));
    receiver.awaitErrors("standard input leads to the parent process: use --file or --message.");
  }

  @Test
  void aChildOfAnotherKindIsShown() throws Exception {
    ToolProcess sender = world.start("send", "q", "-m", "x", "--exec", "echo hello");
    assertThat(sender.expectExit(1).errors())
        .matches(
            "ipc: \\[ipc/child-failed] child=/bin/sh -c echo hello pid=\\d+: it ended with exit"
                + " code 0 before it opened its end; it wrote \"hello\"\\. It must open a session"
                + " over stdio, and what it prints before belongs to standard error\\.\n");
  }

  @Test
  void whoWasNotLaunchedIsToldWhatToDo() throws Exception {
    ToolProcess sender = world.start("send", "q", "-m", "x", "-t", "stdio");
    assertThat(sender.expectExit(1).errors())
        .startsWith("ipc: [ipc/no-parent] channel=q: transport stdio talks between a parent and")
        .contains("--exec");
  }
}
