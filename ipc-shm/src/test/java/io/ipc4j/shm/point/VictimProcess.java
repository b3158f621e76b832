package io.ipc4j.shm.point;

import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A {@link Victim} seen from outside: what it says, and whether it stands still or has ended. */
final class VictimProcess implements AutoCloseable {
  /** SIGKILL. */
  static final int KILL = 9;

  /** SIGSTOP. */
  static final int STOP = 19;

  private static final List<String> OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "-Dipc.shm.points=true");
  private static final String END = "end of its output";

  private final Child child;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();

  private VictimProcess(Child child) {
    this.child = child;
    Thread ignored = Thread.ofPlatform().daemon().name("victim-" + child.pid()).start(this::listen);
  }

  /** Starts one; it gets ready while others go on. */
  static VictimProcess start() {
    return new VictimProcess(Child.start(OPTIONS, Victim.class));
  }

  /** Starts one by another program, such as {@code unshare}. */
  static VictimProcess startBy(List<String> program) {
    return new VictimProcess(Child.startBy(program, OPTIONS, Victim.class));
  }

  private void listen() {
    try {
      while (true) {
        said.add(child.hearAny());
      }
    } catch (AssertionError e) {
      said.add(END);
    }
  }

  /** Tells it what to do. */
  void run(Script script, int signal, Path directory, String plan) {
    run(script, signal, directory, Oracle.NAME, plan);
  }

  /** Tells it what to do, and in which file to say what it has done. */
  void run(Script script, int signal, Path directory, String oracle, String plan) {
    heard.clear();
    child.tell(
        String.join(" ", script.name(), "" + signal, directory.toString(), oracle, plan) + "\n");
  }

  /** What it did with its last order, as far as is known now. */
  State state() {
    for (String line = said.poll(); line != null; line = said.poll()) {
      heard.add(line);
    }
    String last = heard.isEmpty() ? "" : heard.getLast();
    if (last.equals(END)) {
      return State.ENDED;
    }
    if (last.equals("done")) {
      return State.DONE;
    }
    if (last.startsWith("failed")) {
      return State.FAILED;
    }
    return isStopped() ? State.STOPPED : State.RUNNING;
  }

  private boolean isStopped() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException e) {
      return false; // it has ended, which it says by the end of its output
    }
  }

  /** Waits for its end, and the exit code says which signal it was. */
  boolean wasKilled() {
    return child.awaitEnd() == 128 + KILL;
  }

  void goOn() {
    child.signal("CONT");
  }

  /** All lines of its last order. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    child.close();
  }

  @Override
  public String toString() {
    return "victim " + child.pid() + " said " + heard;
  }

  /** What a victim is doing. */
  enum State {
    RUNNING,
    STOPPED,
    /** It has done everything. */
    DONE,
    /** It threw something, which it said. */
    FAILED,
    /** The process has ended. */
    ENDED
  }
}
