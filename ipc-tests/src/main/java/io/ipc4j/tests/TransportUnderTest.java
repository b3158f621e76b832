package io.ipc4j.tests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transport as the kit is to test it. Immutable.
 *
 * @param name the transport's name, as in {@code ipc.transport}
 * @param settings configuration beyond the kit's own, by key
 * @param directory where each test gets a directory of its own for {@code ipc.directory}
 * @param classPath the class path of peer processes
 * @param jvmArguments what peer processes are started with beyond the class path
 * @param largestRegion the size of the largest region to create
 * @param patience how long the kit waits for something that must happen
 */
public record TransportUnderTest(
    String name,
    Map<String, String> settings,
    Path directory,
    String classPath,
    List<String> jvmArguments,
    long largestRegion,
    Duration patience) {

  private static final long ABOVE_INT = 3L << 30;

  /**
   * A transport with the kit's defaults: short paths below the system's temporary directory, the
   * class path of this process, regions of up to 3 GiB, a minute of patience.
   *
   * @param name the transport's name
   * @return what to test
   */
  public static TransportUnderTest named(String name) {
    return new TransportUnderTest(
        name,
        Map.of(),
        Path.of(System.getProperty("java.io.tmpdir")),
        System.getProperty("java.class.path"),
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),
        ABOVE_INT,
        Duration.ofSeconds(60));
  }

  /**
   * The same with one setting more.
   *
   * @param key a configuration key
   * @param value its value
   * @return the changed copy
   */
  public TransportUnderTest with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new TransportUnderTest(
        name, Map.copyOf(more), directory, classPath, jvmArguments, largestRegion, patience);
  }

  /**
   * The same with its files elsewhere.
   *
   * @param base an existing directory
   * @return the changed copy
   */
  public TransportUnderTest inDirectory(Path base) {
    return new TransportUnderTest(
        name, settings, base, classPath, jvmArguments, largestRegion, patience);
  }

  /**
   * The same with other arguments for peer processes.
   *
   * @param arguments options of the virtual machine
   * @return the changed copy
   */
  public TransportUnderTest withJvmArguments(String... arguments) {
    return new TransportUnderTest(
        name, settings, directory, classPath, List.of(arguments), largestRegion, patience);
  }

  /**
   * The same with smaller regions, for transports that have less room for them.
   *
   * @param bytes the size of the largest region to create
   * @return the changed copy
   */
  public TransportUnderTest withLargestRegion(long bytes) {
    return new TransportUnderTest(
        name, settings, directory, classPath, jvmArguments, bytes, patience);
  }

  /**
   * The same with more or less patience.
   *
   * @param time how long to wait for something that must happen
   * @return the changed copy
   */
  public TransportUnderTest withPatience(Duration time) {
    return new TransportUnderTest(
        name, settings, directory, classPath, jvmArguments, largestRegion, time);
  }
}
