package io.ipc4j.bench.waiting.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The talk of a measured process with the one that started it. */
final class Commands {
  private Commands() {}

  /** What answers a command. */
  @FunctionalInterface
  interface Answering {
    /** Does what the words say; the answer in words. */
    String answer(String[] words) throws InterruptedException;
  }

  /** Says that the process is ready, and answers commands until {@code exit} or their end. */
  static void obey(Answering answering) throws IOException, InterruptedException {
    say("ready -");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("exit")) {
      say(line + " " + answering.answer(line.split(" ", -1)));
    }
  }

  private static void say(String text) {
    System.out.println("@" + text);
    System.out.flush();
  }

  /**
   * A side that waits for another one would stay for ever if nobody ended it. One in a PID
   * namespace of its own sees no parent, and is ended by who made that.
   */
  static void endWithParent() {
    ProcessHandle.current().parent().ifPresent(Commands::endWith);
  }

  private static void endWith(ProcessHandle parent) {
    Thread watch =
        new Thread(
            () -> {
              while (parent.isAlive()) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
              }
              Runtime.getRuntime().halt(1);
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }
}
