package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.error.IpcException;
import io.ipc4j.region.Region;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Child;
import io.ipc4j.tool.trial.TrialSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets several processes add to one number in a region under its lock. Stateless. */
final class RegionTrial {

  private static final int PROCESSES = 4;
  private static final int TIMES = 10_000;

  private RegionTrial() {}

  /** Runs the processes and compares the sum; the region is removed afterwards. */
  static RegionResult run(String transport, TrialSettings settings)
      throws IOException, InterruptedException {
    long expected = (long) PROCESSES * TIMES;
    try (Ipc ipc = Ipc.open(settings.config());
        Region region = ipc.regions().create(Adder.REGION, Adder.REGION_BYTES)) {
      try {
        addTogether(settings);
        return new RegionResult(transport, PROCESSES, expected, Adder.found(region), null);
      } catch (ToolException e) {
        return new RegionResult(
            transport, PROCESSES, expected, Adder.found(region), e.getMessage());
      } finally {
        ipc.regions().remove(Adder.REGION);
      }
    } catch (IpcException e) {
      return new RegionResult(transport, PROCESSES, expected, 0, e.getMessage());
    }
  }

  private static void addTogether(TrialSettings settings)
      throws IOException, InterruptedException, ToolException {
    List<String> command =
        new ArrayList<>(List.of(WorkerCommand.NAME, WorkerCommand.Role.ADDER.name()));
    command.addAll(settings.arguments());
    command.addAll(List.of("--workers", "" + PROCESSES, "--times", "" + TIMES));
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        children.add(Child.start(command));
      }
      for (Child child : children) {
        child.facts();
      }
    } finally {
      children.forEach(Child::close);
    }
  }
}
