package io.ipc4j.shm.point;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Listens to the points of this process: counts them by the way that leads there, and raises a
 * signal when the plan says so. Thread safe.
 *
 * <p>The signal is raised by the very thread that came to the point, so that it doesn't go on.
 */
final class Trigger implements Consumer<CrashPoint> {
  /** So many methods tell one way from another. */
  private static final int DEPTH = 5;

  private static final String MODULE = "io.ipc4j.shm.";
  private static final String HERE = "io.ipc4j.shm.point.";
  private static final String LAMBDA = "lambda$";
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final MethodHandle RAISE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("raise"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final String plan;
  private final int signal;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<CrashPoint, Integer> times = new EnumMap<>(CrashPoint.class);
  private int reached;

  /**
   * Makes a listener.
   *
   * @param plan the text of a {@link Plan}, {@link Plan#TRACE}, or that of another form there
   * @param signal its number
   */
  Trigger(String plan, int signal) {
    this.plan = plan;
    this.signal = signal;
  }

  @Override
  public void accept(CrashPoint point) {
    String way = way();
    boolean now;
    synchronized (this) {
      int count = counts.merge(point + " " + way, 1, Integer::sum);
      int time = times.merge(point, 1, Integer::sum);
      now =
          plan.equals(point + " " + count + " " + way)
              || plan.equals(Plan.time(point, time))
              || plan.equals(Plan.any(++reached));
    }
    if (now) {
      raise();
    }
  }

  private void raise() {
    try {
      int ignored = (int) RAISE.invokeExact(signal);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Consecutive methods of one name are one: what matters is where a call comes from. */
  private static String way() {
    return STACK.walk(frames -> {
      List<String> names = new ArrayList<>();
      frames
          .map(Trigger::name)
          .filter(name -> !name.isEmpty() && (names.isEmpty() || !names.getLast().equals(name)))
          .limit(DEPTH)
          .forEach(names::add);
      return String.join("<", names);
    });
  }

  private static String name(StackWalker.StackFrame frame) {
    String owner = frame.getClassName();
    if (!owner.startsWith(MODULE) || owner.startsWith(HERE)) {
      return "";
    }
    String method = frame.getMethodName();
    if (method.startsWith(LAMBDA)) { // lambda$METHOD$NUMBER
      method = method.substring(LAMBDA.length(), method.lastIndexOf('$'));
    }
    return owner.substring(owner.lastIndexOf('.') + 1) + '.' + method;
  }

  /** How often each point was reached each way: the lines of plans for the last time. */
  synchronized List<String> seen() {
    List<String> lines = new ArrayList<>();
    counts.forEach((key, count) -> lines.add(key.replaceFirst(" ", " " + count + " ")));
    return lines;
  }
}
