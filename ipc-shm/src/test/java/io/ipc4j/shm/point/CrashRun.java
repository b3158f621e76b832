package io.ipc4j.shm.point;

import io.ipc4j.shm.point.Finding.Kind;
import io.ipc4j.shm.point.VictimProcess.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs plans one after the other: victims are started ahead, and used again where they weren't
 * killed. Belongs to one thread.
 */
final class CrashRun implements AutoCloseable {
  /** Longer than any time-out and any slice of a sleep. */
  private static final Duration STOPPED = Duration.ofMillis(250);

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** What became of a run. */
  enum Outcome {
    /** The victim was killed, or stopped and continued, and all promises were kept. */
    KEPT,
    /** The victim never came to the point: nothing is said about it. */
    NOT_REACHED
  }

  private final Path base;
  private final Deque<VictimProcess> ready = new ArrayDeque<>();
  private int runs;

  /** Begins in a directory of its own, which is removed at the end. */
  CrashRun() throws IOException {
    base = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-points");
  }

  private VictimProcess takeVictim(boolean another) {
    VictimProcess victim = ready.isEmpty() ? VictimProcess.start() : ready.removeFirst();
    if (another && ready.isEmpty()) {
      ready.add(VictimProcess.start());
    }
    return victim;
  }

  /** All points that a script comes to, with how often it does each way. */
  List<Plan> trace(Script script) throws InterruptedException {
    Path directory = directory();
    VictimProcess victim = takeVictim(false);
    try (Survivors survivors = Survivors.of(script, directory)) {
      survivors.prepare();
      victim.run(script, 0, directory, Plan.TRACE);
      State state = awaitChange(victim, survivors, State.RUNNING);
      if (state != State.DONE) {
        throw new Finding(Kind.FAILED, script + " " + victim);
      }
      survivors.settle(false);
      survivors.checkNothingLeft();
    }
    List<Plan> plans = new ArrayList<>();
    for (String line : victim.heard()) {
      if (line.startsWith("seen ")) {
        plans.add(Plan.of(script, line.substring("seen ".length())));
      }
    }
    ready.add(victim);
    remove(directory);
    return plans;
  }

  /**
   * Runs one plan.
   *
   * @throws Finding if a promise was broken
   */
  Outcome run(Plan plan, int signal) throws InterruptedException {
    Path directory = directory();
    VictimProcess victim = takeVictim(signal == VictimProcess.KILL);
    boolean usable = false;
    try (Survivors survivors = Survivors.of(plan.script(), directory)) {
      survivors.prepare();
      victim.run(plan.script(), signal, directory, plan.text());
      boolean reached = drive(victim, survivors, plan, signal);
      boolean died = victim.state() == State.ENDED;
      if (died != (reached && signal == VictimProcess.KILL) || died && !victim.wasKilled()) {
        throw new Finding(Kind.FAILED, victim.toString());
      }
      survivors.settle(died);
      survivors.checkNothingLeft();
      usable = !died;
      return reached ? Outcome.KEPT : Outcome.NOT_REACHED;
    } finally {
      if (usable) {
        ready.addFirst(victim);
      } else {
        victim.close();
      }
      remove(directory);
    }
  }

  /** Goes on until the victim has ended one way or the other; whether it came to the point. */
  private static boolean drive(VictimProcess victim, Survivors survivors, Plan plan, int signal)
      throws InterruptedException {
    State state = awaitChange(victim, survivors, State.RUNNING);
    boolean stopped = state == State.STOPPED;
    if (stopped) {
      long start = System.nanoTime();
      survivors.whileStopped(plan);
      while (System.nanoTime() - start < STOPPED.toNanos()) {
        survivors.step();
      }
      victim.goOn();
      state = awaitEither(victim, survivors);
    }
    if (state == State.FAILED) {
      throw new Finding(Kind.FAILED, victim.toString());
    }
    return stopped || signal == VictimProcess.KILL && state == State.ENDED;
  }

  private static State awaitEither(VictimProcess victim, Survivors survivors)
      throws InterruptedException {
    State state = awaitChange(victim, survivors, State.STOPPED);
    return state == State.RUNNING ? awaitChange(victim, survivors, State.RUNNING) : state;
  }

  private static State awaitChange(VictimProcess victim, Survivors survivors, State from)
      throws InterruptedException {
    long start = System.nanoTime();
    State state = victim.state();
    while (state == from) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new Finding(Kind.STUCK, victim.toString());
      }
      survivors.step();
      state = victim.state();
    }
    return state;
  }

  private Path directory() {
    try {
      return Files.createDirectory(base.resolve("run-" + runs++));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a directory with everything in it. */
  static void remove(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted((a, b) -> b.compareTo(a)).toList()) {
        boolean ignored = Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ready.forEach(VictimProcess::close);
    remove(base);
  }
}
