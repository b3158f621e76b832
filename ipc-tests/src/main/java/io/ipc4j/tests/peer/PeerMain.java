package io.ipc4j.tests.peer;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process that does what a test tells it, line by line on standard input. It ends with its input,
 * even in the middle of a command, so that it never outlives its test.
 */
public final class PeerMain {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

  private final PrintStream out;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private PeerMain(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the peer.
   *
   * @param settings configuration, each {@code key=value}
   * @throws Exception if it fails
   */
  public static void main(String[] settings) throws Exception {
    PeerMain peer = new PeerMain(System.out);
    Thread.ofPlatform().daemon().name("peer-input").start(peer::readInput);
    Thread.ofPlatform().daemon().name("peer-watchdog").start(PeerMain::endSomeDay);
    IpcConfig.Builder config = IpcConfig.builder();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (Ipc ipc = Ipc.open(config.build())) {
      peer.serve(new PeerCommands(ipc, peer::event));
    }
  }

  private void readInput() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      out.println("input failed: " + e);
    }
    Runtime.getRuntime().halt(2);
  }

  private static void endSomeDay() {
    try {
      Thread.sleep(LONGEST_LIFE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(3);
  }

  private void serve(PeerCommands commands) throws InterruptedException {
    write(new PeerProtocol(PeerProtocol.Kind.DONE, "ready"));
    while (true) {
      String[] words = lines.take().split(" ", -1);
      if (words[0].equals("exit")) {
        return;
      }
      try {
        write(new PeerProtocol(PeerProtocol.Kind.DONE, commands.run(words)));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception | AssertionError e) {
        e.printStackTrace(out);
        write(new PeerProtocol(PeerProtocol.Kind.FAILED, e.toString()));
      }
    }
  }

  private void event(String text) {
    write(new PeerProtocol(PeerProtocol.Kind.EVENT, text));
  }

  private synchronized void write(PeerProtocol line) {
    out.println(line.line());
    out.flush();
  }
}
