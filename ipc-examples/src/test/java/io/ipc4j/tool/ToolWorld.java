package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory of its own for the channels and regions of one test, over one transport; ends the
 * processes that were started in it.
 */
public final class ToolWorld implements AutoCloseable {

  private final Path directory;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<ToolProcess> processes = new ArrayList<>();

  /**
   * Makes a world.
   *
   * @param channels those that need an address where the transport needs one
   */
  public ToolWorld(String transport, String... channels) {
    try {
      directory = Files.createTempDirectory("ipc-tool");
      settings.putAll(Transports.settings(transport, List.of(channels)));
      settings.put(ConfigKeys.DIRECTORY.name(), directory.resolve("d").toString());
      Path file = directory.resolve("ipc.properties");
      Files.write(
          file, settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      environment.put("IPC_CONFIG", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A session in this process that meets those of the tool. */
  Ipc open() {
    IpcConfig.Builder config = IpcConfig.builder();
    settings.forEach(config::set);
    return Ipc.open(config.build());
  }

  /** Starts the tool; what isn't ended by the test ends with this object. */
  public ToolProcess start(String... arguments) {
    ToolProcess process = ToolProcess.start(environment, arguments);
    processes.add(process);
    return process;
  }

  /** Starts the tool with an output that nobody reads. */
  ToolProcess startUnread(String... arguments) {
    ToolProcess process = ToolProcess.startUnread(environment, arguments);
    processes.add(process);
    return process;
  }

  /** A new file. */
  public Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  /** The name of a file that doesn't exist yet. */
  public Path newFile(String name) {
    return directory.resolve(name);
  }

  @Override
  public void close() {
    processes.forEach(ToolProcess::close);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // a file that vanishes while it is listed is no matter
    }
  }
}
