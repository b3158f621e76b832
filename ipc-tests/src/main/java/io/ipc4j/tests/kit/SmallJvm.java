package io.ipc4j.tests.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How tests start a Java process: with little memory, soon ready thanks to a {@link StartArchive},
 * by the Java that runs the test. Stateless.
 */
public final class SmallJvm {
  private static final List<String> SMALL =
      List.of("-Xms8m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private SmallJvm() {}

  /**
   * The command that starts a main class on the class path of this process.
   *
   * @param main the class
   * @param options of the virtual machine, which may take back what is the rule here
   * @param arguments of the program
   * @return a list of its own, to which more arguments can be added
   */
  public static List<String> command(Class<?> main, List<String> options, String... arguments) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = command(StartArchive.options(classPath), main.getName(), options);
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * The same on any class path.
   *
   * @param classPath as {@link StartArchive#options} says it
   * @param main the class's name
   * @param options of the virtual machine, which may take back what is the rule here
   * @return a list of its own, to which arguments can be added
   */
  public static List<String> command(List<String> classPath, String main, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.addAll(SMALL);
    command.addAll(options);
    command.addAll(classPath);
    command.add(main);
    return command;
  }

  /** The Java that runs this process. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
