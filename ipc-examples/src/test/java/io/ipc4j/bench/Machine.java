package io.ipc4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a result depends on beside the code: machine, system, versions. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final List<String> LIBRARIES = List.of("aeron-", "agrona-", "HdrHistogram-");

  private Machine() {}

  public static Map<String, String> describe(boolean withC)
      throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", cpu());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("caches", caches());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("virtual", cpuInfo("flags").contains(" hypervisor") ? "yes" : "no");
    facts.put("jdk", System.getProperty("java.vendor.version") + " " + Runtime.version());
    facts.put("libraries", libraries());
    if (withC) {
      facts.put("gcc", Tools.output("gcc", "--version").lines().findFirst().orElse(""));
    }
    if (Tools.has("git")) {
      facts.put("commit", Tools.output("git", "describe", "--always", "--dirty"));
    }
    facts.put("load", Files.readString(Path.of("/proc/loadavg")).strip());
    return facts;
  }

  private static String cpu() throws IOException {
    return cpuInfo("model name").replaceFirst(".*: ", "");
  }

  private static String cpuInfo(String key) throws IOException {
    return Files.readAllLines(CPU_INFO).stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .orElse("unknown");
  }

  private static String caches() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    if (Files.isDirectory(CACHES)) {
      try (var folders = Files.newDirectoryStream(CACHES, "index*")) {
        for (Path folder : folders) {
          found.add(
              "L%s %s %s"
                  .formatted(read(folder, "level"), read(folder, "type"), read(folder, "size")));
        }
      }
    }
    return String.join(", ", found);
  }

  private static String read(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  private static String libraries() {
    TreeSet<String> found = new TreeSet<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      String name = String.valueOf(Path.of(entry).getFileName());
      if (LIBRARIES.stream().anyMatch(name::startsWith)) {
        found.add(name.replaceFirst("\\.jar$", ""));
      }
    }
    return String.join(", ", found);
  }
}
