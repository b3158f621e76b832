package io.ipc4j.tool.compare;

import com.google.gson.JsonParser;
import io.ipc4j.TransportInfo;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.spi.Trait;
import io.ipc4j.tool.Installed;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Child;
import io.ipc4j.tool.trial.Leftovers;
import io.ipc4j.tool.trial.TrialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Measures one transport in processes of its own. For use by one thread.
 *
 * <p>Ownership: all processes that it started have ended when {@link #run} returns, in whatever
 * way.
 */
final class Trial {

  private final TransportInfo transport;
  private final Plan plan;
  private final long budgetNanos;
  private final boolean traced;
  private final String namespace = TrialSettings.newNamespace("compare");
  private final TrialSettings settings;
  private final Consumer<Result> onResult;

  /**
   * Prepares.
   *
   * @param budgetNanos how long it may measure; 0 for as long as a thorough run takes
   * @param traced whether system calls are counted
   * @param user what the user set on the command line
   * @param onResult gets each result as it comes, on another thread
   */
  Trial(
      TransportInfo transport,
      Plan plan,
      long budgetNanos,
      boolean traced,
      Map<String, String> user,
      Consumer<Result> onResult) {
    this.transport = transport;
    this.plan = plan;
    this.budgetNanos = budgetNanos;
    this.traced = traced;
    this.onResult = onResult;
    this.settings = settings(transport, plan, user, namespace);
  }

  private static TrialSettings settings(
      TransportInfo transport, Plan plan, Map<String, String> user, String namespace) {
    TrialSettings settings = TrialSettings.of(transport, user, namespace, plan.channels());
    for (Lane lane : plan.lanes()) {
      for (String channel : lane.channels()) {
        settings = settings.with(ConfigKeys.CHANNEL_WAIT.nameFor(channel), lane.waitName());
        if (lane.fixed()) {
          settings =
              settings.with(ConfigKeys.CHANNEL_FIXED_SIZE.nameFor(channel), "" + Plan.SMALLEST);
        }
      }
    }
    return settings;
  }

  /** How the transport is measured, for people. */
  static String how(TransportInfo transport) {
    if (Installed.isForFamilies(transport)) {
      return "between a process and the child that it launches";
    }
    return transport.traits().contains(Trait.CROSS_PROCESS)
        ? "between two processes"
        : "between two threads of one process, since it reaches no further";
  }

  /**
   * Measures.
   *
   * @param limit when what hangs is ended
   * @return what went wrong, or an empty text
   */
  String run(Duration limit) throws IOException, InterruptedException {
    try {
      if (Installed.isForFamilies(transport)) {
        byOne(WorkerCommand.Role.PARENT, limit);
      } else if (transport.traits().contains(Trait.CROSS_PROCESS)) {
        betweenProcesses(limit);
      } else {
        byOne(WorkerCommand.Role.BOTH, limit);
      }
      return "";
    } catch (ToolException e) {
      return Objects.requireNonNull(e.getMessage());
    } catch (TimeoutException e) {
      return "not done after %s s, so its processes were ended".formatted(limit.toSeconds());
    } finally {
      Leftovers.remove(settings);
    }
  }

  private void byOne(WorkerCommand.Role role, Duration limit)
      throws IOException, InterruptedException, ToolException, TimeoutException {
    try (Child worker = start(role)) {
      await(worker.onExit(), limit);
      worker.outcome();
    }
  }

  private void betweenProcesses(Duration limit)
      throws IOException, InterruptedException, ToolException, TimeoutException {
    try (Child echo = start(WorkerCommand.Role.ECHO);
        Child lead = start(WorkerCommand.Role.LEAD)) {
      try {
        awaitBothOrFailure(lead, echo, limit);
      } finally {
        lead.askToEnd(); // both at once: closing waits for one after the other
        echo.askToEnd();
      }
      lead.outcome();
      echo.outcome();
    }
  }

  /** The failure of one would keep the other waiting until its time is over. */
  private static void awaitBothOrFailure(Child lead, Child echo, Duration limit)
      throws InterruptedException, ToolException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    await(CompletableFuture.anyOf(echo.onExit(), lead.onExit()), limit);
    if (echo.failed()) {
      echo.outcome();
    }
    if (!lead.failed()) {
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      await(CompletableFuture.allOf(echo.onExit(), lead.onExit()), left);
    }
  }

  private static void await(CompletableFuture<?> future, Duration limit)
      throws InterruptedException, TimeoutException {
    try {
      future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e);
    }
  }

  private Child start(WorkerCommand.Role role) throws IOException {
    List<String> command = new ArrayList<>(List.of(WorkerCommand.NAME, role.name()));
    command.addAll(List.of("--plan", plan.toString(), "--budget", "" + budgetNanos));
    if (traced) {
      command.add("--trace");
    }
    command.addAll(List.of("--namespace", namespace));
    command.addAll(settings.arguments());
    return Child.start(command, this::take);
  }

  private void take(String line) {
    if (line.startsWith("{")) {
      onResult.accept(ResultJson.read(JsonParser.parseString(line).getAsJsonObject()));
    }
  }
}
