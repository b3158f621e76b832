package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.error.IpcException;
import io.ipc4j.tool.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Joins a chat: at a terminal, or with lines from a pipe. */
@Command(
    name = "chat.Client",
    mixinStandardHelpOptions = true,
    description = {
      "Joins a chat over the transport that ipc.transport names.",
      "What is typed is said; /help lists the commands. At a terminal lines can be edited, and",
      "have times and colours; else input and output are plain lines."
    })
public final class Client implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 2;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "What the others call you.")
  private String name = "";

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      defaultValue = "lobby",
      description = "The room to enter; default ${DEFAULT-VALUE}.")
  private String room = "";

  @Option(names = "--plain", description = "Plain lines at a terminal too.")
  private boolean plain;

  private Client() {}

  /**
   * Joins.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Client()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    CountDownLatch left = new CountDownLatch(1);
    try (Screen screen = screen();
        Ipc ipc = Ipc.open()) {
      Conversation conversation = new Conversation(ipc, screen, name, room);
      leaveWhenStopped(conversation, left);
      Thread.ofPlatform().daemon().name("chat-input").start(conversation::readAll);
      return conversation.run();
    } catch (IpcException e) {
      System.err.println("chat: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      left.countDown();
    }
  }

  private Screen screen() throws IOException {
    boolean person = Terminal.isTerminal(Terminal.STDIN) && Terminal.isTerminal(Terminal.STDOUT);
    if (plain || !person || "dumb".equals(System.getenv("TERM"))) {
      return new PlainScreen();
    }
    String noColour = System.getenv("NO_COLOR");
    return new TerminalScreen(noColour == null || noColour.isEmpty());
  }

  /** Turns a signal to end into a goodbye, for which the process waits a moment. */
  private static void leaveWhenStopped(Conversation conversation, CountDownLatch left) {
    Thread goodbye =
        new Thread(() -> {
          conversation.stop();
          try {
            left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Runtime.getRuntime().addShutdownHook(goodbye);
  }
}
