package io.ipc4j.aeron.driver;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.ipc4j.aeron.posix.LockFile;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.TransportProvider;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Starts a media driver in a process of its own, with this process's Java and libraries.
 *
 * <p>Of many who race, one starts it, under a lock that its death drops, and the others wait until
 * it is ready.
 */
final class DriverLauncher {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final long NAP = 5_000_000;

  private final DriverHome home;
  private final Duration linger;

  DriverLauncher(DriverHome home, Duration linger) {
    this.home = home;
    this.linger = linger;
  }

  /** Returns when a driver is ready, which may be somebody else's. */
  void start() {
    long deadline = System.nanoTime() + PATIENCE;
    try (LockFile lock = home.openLock()) {
      Process process = null;
      while (home.life() == DriverHome.Life.NONE) {
        if (process == null && lock.tryLock(DriverHome.STARTING)) {
          process = launch();
        } else if (process != null && !process.isAlive() && process.exitValue() != 0) {
          throw failed("ended with status " + process.exitValue() + lastWords());
        } else if (process != null && !process.isAlive()) {
          process = null; // it found another one, which has gone since
        }
        if (System.nanoTime() - deadline > 0) {
          throw failed("isn't ready after " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE) + " s");
        }
        LockSupport.parkNanos(this, NAP);
      }
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xms16m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
    Module module = DriverMain.class.getModule();
    if (module.isNamed()) {
      command.add("--enable-native-access=" + module.getName());
      command.add("--add-exports=java.base/jdk.internal.misc=org.agrona");
      command.add("--add-modules=ALL-MODULE-PATH");
      command.addAll(List.of("-p", libraries()));
      command.addAll(List.of("-m", module.getName() + "/" + DriverMain.class.getName()));
    } else {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
      command.addAll(List.of("-cp", libraries(), DriverMain.class.getName()));
    }
    command.add(home.path().toString());
    command.add(Long.toString(linger.toMillis()));
    try {
      File log = home.log().toFile();
      ProcessBuilder builder = new ProcessBuilder(command).directory(home.path().toFile());
      builder.environment().remove("JAVA_TOOL_OPTIONS"); // an agent of this process isn't meant
      return builder
          .redirectInput(new File("/dev/null"))
          .redirectOutput(log)
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw failed("can't be started: " + e.getMessage());
    }
  }

  /** Where the driver's classes come from: their jars, not all that this process has loaded. */
  private static String libraries() {
    Set<String> paths = new LinkedHashSet<>();
    List<Class<?>> needed =
        List.of(
            DriverMain.class,
            TransportProvider.class,
            MediaDriver.class,
            Aeron.class,
            DirectBuffer.class);
    for (Class<?> one : needed) {
      String path = origin(one);
      if (path == null) {
        return System.getProperty("java.class.path");
      }
      paths.add(path);
    }
    return String.join(File.pathSeparator, paths);
  }

  private static @Nullable String origin(Class<?> one) {
    CodeSource source = one.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? null
          : Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null; // in an archive within an archive
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(home.log());
      return lines.isEmpty() ? "" : ": " + lines.getFirst();
    } catch (IOException e) {
      return "";
    }
  }

  private IpcResourceException failed(String problem) {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("ipc.aeron.driver", "auto")
            .problem("the media driver " + problem)
            .labelled("Its output", home.log().toString())
            .text());
  }
}
