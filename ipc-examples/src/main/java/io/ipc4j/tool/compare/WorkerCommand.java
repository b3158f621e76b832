package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.SessionCommand;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Child;
import io.ipc4j.tool.trial.ParentWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc compare-worker}: one of the processes that {@code ipc compare} starts. */
@Command(name = WorkerCommand.NAME, hidden = true, header = "A process of ipc compare.")
public final class WorkerCommand extends SessionCommand {

  static final String NAME = "compare-worker";

  /** Which end of the lanes a worker has. */
  enum Role {
    LEAD,
    ECHO,
    BOTH,
    /** Leads, and launches the process that answers. */
    PARENT
  }

  @Parameters(index = "0", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
  private Role role = Role.LEAD;

  @Option(names = "--plan", required = true, paramLabel = "PLAN", description = "What to measure.")
  private String plan = "";

  @Option(names = "--budget", paramLabel = "NANOS", description = "How long; 0: thoroughly.")
  private long budget;

  @Option(names = "--trace", description = "Count system calls.")
  private boolean trace;

  @Option(names = "--namespace", required = true, paramLabel = "NAME", description = "The run's.")
  private String namespace = "";

  @Option(names = "--launched", description = "Standard input belongs to the transport.")
  private boolean launched;

  @Override
  public Integer call() throws IOException, InterruptedException, ToolException {
    if (!launched) {
      ParentWatch.begin();
    }
    Plan what = Plan.parse(plan);
    try (Ipc ipc = Ipc.open(config().build())) {
      switch (role) {
        case LEAD -> lead(ipc, what, false);
        case ECHO -> echo(ipc, what);
        case BOTH -> both(ipc, what);
        case PARENT -> parent(ipc, what);
      }
    }
    return ExitCode.OK;
  }

  private void parent(Ipc ipc, Plan what) throws IOException, InterruptedException, ToolException {
    List<String> command = new ArrayList<>(List.of(NAME, Role.ECHO.name(), "--launched"));
    command.addAll(List.of("--plan", plan, "--namespace", namespace));
    settings().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    try (Child echo = Child.launch(ipc, command)) {
      try {
        lead(ipc, what, false);
      } catch (IpcException e) {
        if (echo.failed()) {
          echo.outcome(); // says more than that it is gone
        }
        throw e;
      }
      echo.outcome();
    }
  }

  private void both(Ipc ipc, Plan what) throws IOException, InterruptedException, ToolException {
    IpcConfig own = config().build();
    FutureTask<Void> echo =
        new FutureTask<>(() -> {
          try (Ipc other = Ipc.open(own)) {
            echo(other, what);
          }
          return null;
        });
    Thread thread = Thread.ofPlatform().daemon().name("ipc-compare-echo").start(echo);
    try {
      lead(ipc, what, true);
      echo.get();
    } catch (ExecutionException e) {
      throw new ToolException(ExitCode.FAILURE, "the answering thread failed: " + e.getCause());
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  private void lead(Ipc ipc, Plan what, boolean betweenThreads)
      throws IOException, InterruptedException, ToolException {
    String transport = ipc.explain().transport().orElse("");
    Schedule schedule = null;
    for (Lane lane : what.lanes()) {
      try (Wire wire = wire(ipc, lane, what.largest())) {
        wire.meet();
        if (schedule == null) { // how long they take to meet is no part of it
          schedule = new Schedule(budget, what, trace);
        }
        List<Long> processes = Usage.processesWith(namespace);
        Meter meter = new Meter(wire, transport, lane, schedule, processes, betweenThreads);
        meter.warmUp(what.warmUpSizes(lane), schedule.warmUpNanos());
        meter.run(what.sizes(lane), this::print);
        wire.part();
      }
    }
  }

  private static Wire wire(Ipc ipc, Lane lane, int largest) {
    return lane.isRegion() ? new RegionWire(ipc, lane, largest) : new QueueWire(ipc, lane, largest);
  }

  private static void echo(Ipc ipc, Plan what) throws InterruptedException, ToolException {
    for (Lane lane : what.lanes()) {
      if (lane.isRegion()) {
        RegionEcho.run(ipc, lane, what.largest());
      } else {
        QueueEcho.run(ipc, lane, what.largest());
      }
    }
  }

  private void print(Result result) {
    out().println(ResultJson.write(result));
    out().flush();
  }
}
