package io.ipc4j.tests.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process that does what a test tells it, line by line on standard input, or over a socket. It
 * ends with its input, even in the middle of a command, so that it never outlives its test.
 */
public final class PeerMain {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

  /** Begins an argument that names the socket to take commands from, and to answer to. */
  public static final String SOCKET = "--socket=";

  private final InputStream in;
  private final PrintStream out;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private PeerMain(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  private static PeerMain over(SocketChannel socket) {
    PrintStream out = new PrintStream(Channels.newOutputStream(socket), true, UTF_8);
    return new PeerMain(Channels.newInputStream(socket), out);
  }

  /**
   * Runs the peer.
   *
   * @param settings configuration, each {@code key=value}; before it {@link #SOCKET} and a path, if
   *     standard input and output are not for commands
   * @throws Exception if it fails
   */
  public static void main(String[] settings) throws Exception {
    boolean bySocket = settings.length > 0 && settings[0].startsWith(SOCKET);
    PeerMain peer =
        bySocket
            ? over(
                SocketChannel.open(
                    UnixDomainSocketAddress.of(settings[0].substring(SOCKET.length()))))
            : new PeerMain(System.in, System.out);
    Thread.ofPlatform().daemon().name("peer-input").start(peer::readInput);
    Thread.ofPlatform().daemon().name("peer-watchdog").start(PeerMain::endSomeDay);
    IpcConfig.Builder config = IpcConfig.builder();
    for (String setting : bySocket ? Arrays.copyOfRange(settings, 1, settings.length) : settings) {
      int equals = setting.indexOf('=');
      config.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (Ipc ipc = Ipc.open(config.build())) {
      peer.serve(new PeerCommands(ipc, peer::event));
    }
  }

  private void readInput() {
    try (BufferedReader input = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      String line;
      while ((line = input.readLine()) != null) {
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
