package io.ipc4j.tests.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ipc4j.tests.peer.Rehearsal;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive of loaded classes, with which the processes that tests start are ready in half the
 * time. Thread safe.
 *
 * <p>It is made once for a class path, by a {@link Rehearsal}, in the directory that the system
 * property {@code ipc4j.test.archives} names; without that property, or where it can't be made,
 * processes start as usual. A virtual machine archives classes of jars alone, so directories are
 * packed.
 *
 * <p><i>If the process dies here:</i> what is half made isn't used, and is made again.
 */
public final class StartArchive {
  private static final long PATIENCE_SECONDS = 60;
  private static final String ARCHIVE = "classes.jsa";
  private static final Map<String, List<String>> KNOWN = new HashMap<>();

  private StartArchive() {}

  /**
   * Says how to start a virtual machine with a class path.
   *
   * @param classPath what would follow {@code -cp}
   * @param program the main class of what is started most, with arguments with which it ends soon,
   *     or nothing
   * @return options, {@code -cp} among them
   */
  public static List<String> options(String classPath, String... program) {
    String directory = System.getProperty("ipc4j.test.archives");
    List<String> plain = List.of("-cp", classPath);
    if (directory == null) {
      return plain;
    }
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(
          classPath,
          path -> {
            List<String> options = make(Path.of(directory).toAbsolutePath(), path, program);
            return options == null ? plain : options;
          });
    }
  }

  private static @Nullable List<String> make(Path base, String classPath, String... program) {
    List<Path> entries =
        Stream.of(classPath.split(File.pathSeparator)).map(Path::of).filter(Files::exists).toList();
    try {
      Path home = Files.createDirectories(base.resolve(fingerprint(entries)));
      try (FileChannel file =
              FileChannel.open(
                  home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = file.lock()) {
        Path archive = home.resolve(ARCHIVE);
        List<Path> jars = packed(entries, home, !Files.exists(archive));
        if (!Files.exists(archive) && !rehearse(jars, archive, program)) {
          return null;
        }
        // An archive that isn't accepted is no reason to write to standard output.
        return List.of(
            "-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off,aot*=off", "-cp", joined(jars));
      }
    } catch (IOException e) {
      System.err.println("no archive of classes: " + e);
      return null;
    }
  }

  private static String joined(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  /** Other for another class path, other classes on it, and another virtual machine. */
  private static String fingerprint(List<Path> entries) throws IOException {
    CRC32 sum = new CRC32();
    sum.update((System.getProperty("java.home") + Runtime.version()).getBytes(UTF_8));
    for (Path entry : entries) {
      for (Path file : files(entry)) {
        String state = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        sum.update(state.getBytes(UTF_8));
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static List<Path> files(Path entry) throws IOException {
    try (Stream<Path> all = Files.walk(entry)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Path> packed(List<Path> entries, Path home, boolean anew) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Path entry = entries.get(i).toAbsolutePath();
      if (Files.isDirectory(entry)) {
        Path jar = home.resolve(i + Rehearsal.PACKED);
        if (anew) {
          pack(entry, jar);
        }
        jars.add(jar);
      } else {
        jars.add(entry);
      }
    }
    return jars;
  }

  private static void pack(Path directory, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(1);
      for (Path one : files(directory)) {
        zip.putNextEntry(new ZipEntry(directory.relativize(one).toString()));
        Files.copy(one, zip);
        zip.closeEntry();
      }
    }
  }

  private static boolean rehearse(List<Path> jars, Path archive, String... program)
      throws IOException {
    Path draft = archive.resolveSibling("draft.jsa");
    Path said = archive.resolveSibling("rehearsal.log");
    Files.deleteIfExists(draft);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:cds*=off,aot*=off"));
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + draft, "-cp", joined(jars)));
    command.add(Objects.requireNonNull(Rehearsal.class.getName()));
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("IPC_"));
    Process process = builder.redirectOutput(said.toFile()).start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0 || !Files.exists(draft)) {
        return false;
      }
      Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }
}
