package io.ipc4j.tool.compare;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * What figures depend on beside the code: machine, system, versions, and how busy others were.
 *
 * @param cpu the processor's name
 * @param processors how many this process may use
 * @param virtual whether it is a virtual machine
 * @param kernel name and version of the system
 * @param jdk vendor and version
 * @param jvmFlags what the measured processes were started with
 * @param version of this tool
 * @param systemCalls whether they could be counted
 * @param date when the measurement began
 * @param quick whether it was a short one
 * @param foreignCpu the part of all processors that others used, 0 to 1: in the noisiest
 *     measurement, or on the average of quick ones, each of which lasts a few of the kernel's clock
 *     ticks
 */
record Host(
    String cpu,
    int processors,
    boolean virtual,
    String kernel,
    String jdk,
    String jvmFlags,
    String version,
    boolean systemCalls,
    String date,
    boolean quick,
    double foreignCpu) {

  /** Above it others disturbed what was measured. */
  static final double NOISY = 0.15;

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Host here(String version, boolean quick) {
    return new Host(
        cpuInfo("model name"),
        Runtime.getRuntime().availableProcessors(),
        cpuInfo("flags").contains("hypervisor"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()),
        version,
        Tracer.isInstalled(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        quick,
        0);
  }

  private static String cpuInfo(String key) {
    try {
      return Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  Host with(List<Result> results) {
    DoubleSummaryStatistics others =
        results.stream().mapToDouble(Result::foreignCpu).summaryStatistics();
    double most = results.isEmpty() ? 0 : quick ? others.getAverage() : others.getMax();
    return new Host(
        cpu, processors, virtual, kernel, jdk, jvmFlags, version, systemCalls, date, quick, most);
  }

  boolean noisy() {
    return foreignCpu > NOISY;
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("cpu", cpu);
    json.addProperty("processors", processors);
    json.addProperty("virtual", virtual);
    json.addProperty("kernel", kernel);
    json.addProperty("jdk", jdk);
    json.addProperty("jvmFlags", jvmFlags);
    json.addProperty("version", version);
    json.addProperty("systemCalls", systemCalls);
    json.addProperty("date", date);
    json.addProperty("quick", quick);
    json.addProperty("foreignCpu", Math.round(foreignCpu * 1000) / 1000.0);
    json.addProperty("noisy", noisy());
    return json;
  }

  static Host read(JsonObject json) {
    return new Host(
        json.get("cpu").getAsString(),
        json.get("processors").getAsInt(),
        json.get("virtual").getAsBoolean(),
        json.get("kernel").getAsString(),
        json.get("jdk").getAsString(),
        json.get("jvmFlags").getAsString(),
        json.get("version").getAsString(),
        json.get("systemCalls").getAsBoolean(),
        json.get("date").getAsString(),
        json.get("quick").getAsBoolean(),
        json.get("foreignCpu").getAsDouble());
  }
}
