package io.ipc4j.tool.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ipc4j.tool.ToolProcess;
import io.ipc4j.tool.ToolWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison, as a user starts it. */
final class CompareIT {

  private final ToolWorld world = new ToolWorld("shm");

  @TempDir private Path folder;

  @AfterEach
  void end() {
    world.close();
  }

  private ToolProcess compare(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("compare"));
    all.addAll(Arrays.asList(arguments));
    return world.start(all.toArray(String[]::new));
  }

  @Test
  void quickFiguresOfEachTransportGoIntoTableFileAndPage() throws Exception {
    Path json = folder.resolve("all.json");
    Path html = folder.resolve("all.html");
    String mark = "ipc.directory=" + folder.resolve("d");
    ToolProcess compare =
        compare(
            "--quick", "-t", "inproc", "-t", "shm", "-t", "uds", "--json", "" + json, "--html",
            "" + html, "--set", mark);
    compare.expectExit(0);
    assertThat(compare.errors()).contains("measuring inproc, shm, uds: about ");

    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(report.keySet()).contains("host", "results", "recommendation");
    Set<String> measured = combinations(report.getAsJsonArray("results"));
    for (var element : report.getAsJsonArray("transports")) {
      JsonObject transport = element.getAsJsonObject();
      String name = transport.get("name").getAsString();
      assertThat(transport.get("problem").getAsString()).as(name).isEmpty();
      assertThat(measured).contains(name + " queue spin 64");
      // on a machine that others keep busy the minute may be over before all is measured
      if (!transport.get("how").getAsString().contains("the time was over")) {
        assertThat(measured)
            .contains(
                name + " queue spin 65536", name + " queue block 64", name + " queue block 65536");
        if (!name.equals("uds")) {
          assertThat(measured).contains(name + " region spin 64", name + " region spin 65536");
        }
      }
    }
    report.getAsJsonArray("results").forEach(result -> mustBePlausible(result.getAsJsonObject()));
    JsonArray advice = report.getAsJsonArray("recommendation");
    assertThat(advice).hasSize(3);
    assertThat(compare.text())
        .contains("shm ")
        .contains("not inproc: works within one process only");

    assertThat(Files.readString(html))
        .contains("<!DOCTYPE html>")
        .contains("\"transport\":\"uds\"");
    assertThat(Usage.processesWith(mark)).isEmpty();
  }

  private static Set<String> combinations(JsonArray results) {
    Set<String> seen = new TreeSet<>();
    for (var element : results) {
      JsonObject r = element.getAsJsonObject();
      seen.add(
          String.join(
              " ",
              r.get("transport").getAsString(),
              r.get("pattern").getAsString(),
              r.get("wait").getAsString(),
              r.get("size").getAsString()));
    }
    return seen;
  }

  private static void mustBePlausible(JsonObject r) {
    JsonObject roundTrip = r.getAsJsonObject("roundTripNanos");
    assertThat(roundTrip.get("p50").getAsLong())
        .isPositive()
        .isLessThanOrEqualTo(roundTrip.get("p99").getAsLong());
    assertThat(roundTrip.get("p99").getAsLong())
        .isLessThanOrEqualTo(roundTrip.get("p999").getAsLong());
    double rate = r.get("messagesPerSecond").getAsDouble();
    assertThat(rate).isPositive();
    assertThat(r.get("bytesPerSecond").getAsDouble() / rate)
        .isBetween(0.5 * r.get("size").getAsLong(), 2.0 * r.get("size").getAsLong());
    assertThat(r.get("cpuSecondsPerMillion").getAsDouble()).isPositive();
    assertThat(r.get("contextSwitchesPerMessage").getAsDouble()).isNotNegative();
    assertThat(r.get("kernelShare").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(r.has("syscallsPerMessage")).isTrue();
  }

  @Test
  void aTransportWhoseProcessDiesIsToldAndTheOthersGoOn() throws Exception {
    Path json = folder.resolve("some.json");
    String mark = "ipc.directory=" + folder.resolve("d");
    ToolProcess compare =
        compare("--quick", "-t", "uds", "-t", "shm", "--json", "" + json, "--set", mark);
    worker(mark, "ipc.transport=uds", "ECHO").destroyForcibly();
    compare.expectExit(1);
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonObject uds = report.getAsJsonArray("transports").get(0).getAsJsonObject();
    assertThat(uds.get("problem").getAsString()).contains("a worker process ended");
    assertThat(combinations(report.getAsJsonArray("results"))).contains("shm queue spin 64");
    assertThat(compare.errors()).contains("ipc: uds: a worker process ended");
    assertThat(compare.text()).contains("not uds: a worker process ended");
  }

  /** Waits for a process of the comparison. */
  private static ProcessHandle worker(String... words) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      for (long process : Usage.processesWith(WorkerCommand.NAME)) {
        if (Arrays.stream(words).allMatch(w -> Usage.processesWith(w).contains(process))) {
          return ProcessHandle.of(process).orElseThrow();
        }
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no process with " + Arrays.toString(words));
  }

  @Test
  void earlierFiguresAreEnoughForAnotherRecommendation() throws Exception {
    Path json = Files.writeString(folder.resolve("all.json"), ReportJson.text(Synthetic.report()));
    ToolProcess compare = compare("--from", "" + json, "--size", "64", "--remote");
    compare.expectExit(0);
    assertThat(compare.text())
        .contains("on other machines")
        .contains("not swift: doesn't reach other machines");
  }
}
