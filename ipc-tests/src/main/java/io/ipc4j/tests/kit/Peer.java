package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.tests.TransportUnderTest;
import io.ipc4j.tests.peer.PeerMain;
import io.ipc4j.tests.peer.PeerProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another process that uses the transport as the test tells it. Killed after the test.
 *
 * <p><i>State:</i> commands that have no answer yet, events and other output so far, guarded by
 * this object; one thread for each of its outputs reads what the process writes.
 */
public final class Peer implements AutoCloseable {
  private final Lab lab;
  private final Process process;
  private final Writer input;
  private final List<Thread> readers = new ArrayList<>();
  private final Deque<CompletableFuture<String>> asked = new ArrayDeque<>();
  private final List<String> events = new ArrayList<>();
  private final StringBuilder output = new StringBuilder();

  private Peer(Lab lab, Process process, OutputStream input, List<InputStream> outputs) {
    this.lab = lab;
    this.process = process;
    this.input = new OutputStreamWriter(input, StandardCharsets.UTF_8);
    for (InputStream output : outputs) {
      String name = "peer-" + process.pid();
      readers.add(Thread.ofPlatform().daemon().name(name).unstarted(() -> readOutput(output)));
    }
  }

  /** Starts a process and waits until it is ready. */
  static Peer start(Lab lab, Map<String, String> settings) {
    TransportUnderTest transport = lab.transport();
    List<String> command =
        SmallJvm.command(
            StartArchive.options(transport.classPath()),
            PeerMain.class.getName(),
            transport.jvmArguments());
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    try {
      ParentSession parent = lab.parent;
      Peer peer =
          parent == null ? run(lab, command, arguments) : launch(lab, parent, command, arguments);
      CompletableFuture<String> ready = new CompletableFuture<>();
      peer.asked.add(ready);
      peer.readers.forEach(Thread::start);
      lab.own(peer);
      peer.await(ready, "it starts");
      return peer;
    } catch (IOException e) {
      throw new AssertionError("a peer process can't be started", e);
    }
  }

  private static Peer run(Lab lab, List<String> command, List<String> arguments)
      throws IOException {
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Peer(lab, process, process.getOutputStream(), List.of(process.getInputStream()));
  }

  /** A child's standard streams belong to the transport, so it takes commands from a socket. */
  private static Peer launch(
      Lab lab, ParentSession parent, List<String> command, List<String> arguments)
      throws IOException {
    Path socket = lab.transport().directory().resolve(lab.namespace() + ".peer");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
      command.add(PeerMain.SOCKET + socket);
      command.addAll(arguments);
      Process process = parent.launch(new ProcessBuilder(command)).process();
      @Nullable SocketChannel[] commands = {null};
      lab.await(
          "the peer connects",
          () -> {
            commands[0] = accept(server);
            return commands[0] != null || !process.isAlive();
          });
      if (commands[0] == null) {
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new AssertionError("a peer ended at once: " + said);
      }
      return new Peer(
          lab,
          process,
          Channels.newOutputStream(commands[0]),
          List.of(Channels.newInputStream(commands[0]), process.getErrorStream()));
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private static @Nullable SocketChannel accept(ServerSocketChannel server) {
    try {
      return server.accept();
    } catch (IOException e) {
      throw new AssertionError("a peer can't be accepted", e);
    }
  }

  private void readOutput(InputStream from) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        take(line);
      }
    } catch (IOException e) {
      take("(output ended: " + e + ")");
    }
    synchronized (this) {
      asked.forEach(one -> one.completeExceptionally(new AssertionError("the peer has ended")));
      asked.clear();
    }
  }

  private synchronized void take(String line) {
    if (!line.startsWith(PeerProtocol.MARK)) {
      output.append(line).append('\n');
      return;
    }
    PeerProtocol said = PeerProtocol.parse(line);
    switch (said.kind()) {
      case EVENT -> events.add(said.text());
      case DONE -> asked.remove().complete(said.text());
      case FAILED -> asked.remove().completeExceptionally(new AssertionError(said.text()));
    }
  }

  /**
   * Tells the process to do something, and goes on.
   *
   * @param words the command and its arguments
   * @return what it will result in
   */
  public CompletableFuture<String> ask(Object... words) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    String line = String.join(" ", Arrays.stream(words).map(Object::toString).toList());
    synchronized (this) {
      asked.add(answer);
      try {
        input.write(line + "\n");
        input.flush();
      } catch (IOException e) {
        answer.completeExceptionally(new AssertionError("the peer has ended", e));
      }
    }
    return answer;
  }

  /**
   * Tells the process to do something, and waits until it is done.
   *
   * @param words the command and its arguments
   * @return what it resulted in
   */
  public String call(Object... words) {
    return await(ask(words), String.valueOf(words[0]));
  }

  /**
   * Waits for the result of a command.
   *
   * @param answer as {@link #ask} returned it
   * @param what what it is, for the failure
   * @return the result
   */
  public String await(CompletableFuture<String> answer, String what) {
    lab.await("peer " + pid() + ": " + what, answer::isDone);
    return answer.join();
  }

  /**
   * What has been reported so far.
   *
   * @return the events, in order
   */
  public synchronized List<String> events() {
    return List.copyOf(events);
  }

  /**
   * Waits for events.
   *
   * @param count how many there must be
   * @return all there are
   */
  public List<String> awaitEvents(int count) {
    lab.await("peer " + pid() + ": event " + count, () -> events().size() >= count);
    return events();
  }

  /**
   * The process.
   *
   * @return its id
   */
  public long pid() {
    return process.pid();
  }

  /** Kills the process with SIGKILL and waits until it is gone and all it wrote is read. */
  public void kill() {
    process.toHandle().destroyForcibly(); // the process's own method would close its output unread
    try {
      assertThat(process.waitFor(lab.patience().toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (Thread reader : readers) {
        reader.join(lab.patience());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the process with SIGSTOP: it lives, and does nothing. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a stopped process go on. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start().waitFor();
      assertThat(code).as("exit code of kill -%s", name).isZero();
    } catch (IOException e) {
      throw new AssertionError("a signal can't be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the process wrote beside the protocol, for the failure of a test. */
  synchronized String said() {
    String state = process.isAlive() ? "alive" : "ended with code " + process.exitValue();
    return "peer "
        + pid()
        + " ("
        + state
        + "), events: "
        + events.size()
        + ", other output:\n"
        + output;
  }

  @Override
  public void close() {
    kill();
  }
}
