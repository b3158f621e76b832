package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.tool.Failures;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Child;
import io.ipc4j.tool.trial.Facts;
import io.ipc4j.tool.trial.TrialSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Streams the corpus over one transport and measures it. Stateless. */
final class TransportTrial {

  private TransportTrial() {}

  /**
   * Runs source and sink each in a process of its own.
   *
   * @param sourceArguments say what to send
   */
  static TransportResult betweenProcesses(
      String transport, TrialSettings settings, List<String> sourceArguments)
      throws IOException, InterruptedException {
    List<String> sinkCommand =
        new ArrayList<>(List.of(WorkerCommand.NAME, WorkerCommand.Role.SINK.name()));
    sinkCommand.addAll(settings.arguments());
    List<String> sourceCommand =
        new ArrayList<>(List.of(WorkerCommand.NAME, WorkerCommand.Role.SOURCE.name()));
    sourceCommand.addAll(settings.arguments());
    sourceCommand.addAll(sourceArguments);
    try (Child sink = Child.start(sinkCommand);
        Child source = Child.start(sourceCommand)) {
      awaitBothOrFailure(source, sink);
      if (sink.failed()) {
        sink.facts();
      }
      return TransportResult.of(transport, source.facts(), sink.facts(), false);
    } catch (ToolException e) {
      return TransportResult.failed(transport, Objects.requireNonNull(e.getMessage()));
    }
  }

  /** The failure of one would keep the other waiting until its time is over. */
  private static void awaitBothOrFailure(Child source, Child sink) throws InterruptedException {
    try {
      CompletableFuture.anyOf(source.onExit(), sink.onExit()).get();
      if (!source.failed() && !sink.failed()) {
        CompletableFuture.allOf(source.onExit(), sink.onExit()).get();
      }
    } catch (ExecutionException e) {
      throw new CompletionException(e);
    }
  }

  /** Runs the source in a child process, and the sink in this one. */
  static TransportResult withChild(
      String transport, TrialSettings settings, List<String> sourceArguments)
      throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(WorkerCommand.NAME, WorkerCommand.Role.SOURCE.name()));
    command.add("--launched");
    command.addAll(settings.arguments());
    command.addAll(sourceArguments);
    try (Ipc ipc = Ipc.open(settings.config());
        Child source = Child.launch(ipc, command)) {
      FutureTask<Facts> sink = new FutureTask<>(() -> new Sink(ipc).run());
      Thread thread = Thread.ofPlatform().daemon().name("ipc-demo-sink").start(sink);
      try {
        source.onExit().get();
        Facts sent = source.facts();
        return TransportResult.of(transport, sent, sink.get(), false);
      } finally {
        thread.interrupt();
        thread.join();
      }
    } catch (ToolException e) {
      return TransportResult.failed(transport, Objects.requireNonNull(e.getMessage()));
    } catch (ExecutionException e) {
      return failed(transport, e);
    }
  }

  private static TransportResult failed(String transport, ExecutionException e) {
    return TransportResult.failed(
        transport, String.valueOf(Failures.sentence(Objects.requireNonNullElse(e.getCause(), e))));
  }

  /** Runs source and sink in two threads of this process, each with a session of its own. */
  static TransportResult betweenThreads(String transport, TrialSettings settings, Corpus corpus)
      throws InterruptedException {
    try (Ipc sinkSession = Ipc.open(settings.config());
        Ipc sourceSession = Ipc.open(settings.config())) {
      FutureTask<Facts> sink = new FutureTask<>(() -> new Sink(sinkSession).run());
      FutureTask<Facts> source = new FutureTask<>(() -> new Source(sourceSession, corpus).run());
      Thread sinkThread = Thread.ofPlatform().daemon().name("ipc-demo-sink").start(sink);
      Thread sourceThread = Thread.ofPlatform().daemon().name("ipc-demo-source").start(source);
      try {
        Facts sent = source.get();
        return TransportResult.of(transport, sent, sink.get(), true);
      } catch (ExecutionException e) {
        return failed(transport, e);
      } finally {
        sinkThread.interrupt();
        sourceThread.interrupt();
        sinkThread.join();
        sourceThread.join();
      }
    }
  }
}
