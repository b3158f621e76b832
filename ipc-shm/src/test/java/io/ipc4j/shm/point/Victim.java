package io.ipc4j.shm.point;

import io.ipc4j.config.IpcConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process that is killed or stopped: does what it is told by lines, {@code SCRIPT SIGNAL
 * DIRECTORY ORACLE PLAN}, until its plan's point comes.
 */
final class Victim {
  private Victim() {}

  /**
   * The configuration of all processes: small rings, a small pool, and waits that sleep at once.
   */
  static IpcConfig config(Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.resolve("ipc").toString())
        .set("ipc.shm.files", directory.resolve("files").toString())
        .set("ipc.channel.*.capacity", "4KiB")
        .set("ipc.channel.*.pool", "16KiB")
        .set("ipc.channel." + Script.STREAM + ".capacity", "64KiB")
        .set("ipc.channel." + Script.SHARED + ".receivers", "competing")
        .set("ipc.channel." + Script.ACKNOWLEDGED + ".delivery", "acknowledged")
        .set("ipc.channel." + Script.OVERWRITTEN + ".policy", "drop-oldest")
        .set("ipc.channel." + Script.OVERWRITTEN + ".pool", "0")
        .set("ipc.channel." + Script.KEPT + ".history", Integer.toString(Script.HISTORY))
        .set("ipc.channel." + Script.KEPT + ".pool", "0")
        .set("ipc.region.own.backing", "file")
        .set("ipc.spin", "0us")
        .set("ipc.linger", "200ms")
        .build();
  }

  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split(" ", 5);
      Trigger trigger = new Trigger(parts[4], Integer.parseInt(parts[1]));
      Path directory = Path.of(parts[2]);
      CrashPoint.listen(trigger);
      try (Oracle oracle = new Oracle(directory.resolve(parts[3]))) {
        Script.valueOf(parts[0]).run(config(directory), oracle);
        CrashPoint.listen(null);
        if (parts[4].equals(Plan.TRACE)) {
          trigger.seen().forEach(seen -> System.out.println("seen " + seen));
        }
        System.out.println("done");
      } catch (Exception | AssertionError e) {
        CrashPoint.listen(null);
        e.printStackTrace(System.out);
        System.out.println("failed " + e);
      }
    }
  }
}
