package io.ipc4j.shm.model;

import io.ipc4j.shm.model.Operation.Kind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an actor does to the world. A run answers the accesses of the past from the log; the first
 * new one ends it and is kept as the actor's next step.
 */
final class Steps {
  /** Thrown at the first access that the log doesn't answer. */
  static final class Paused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Paused() {
      super(null, null, false, false);
    }
  }

  private static final Paused PAUSED = new Paused();

  private final World world;
  private final long[] log;
  private int index;
  private @Nullable Operation next;
  private long[] local = {};
  private int roundStart;

  private Steps(World world, long[] log) {
    this.world = world;
    this.log = log;
  }

  /** Runs an actor as far as its log goes. */
  static Steps run(Actor actor, World world, long[] log) {
    Steps steps = new Steps(world, log);
    try {
      actor.run(steps);
    } catch (Paused e) {
      // its next access is known now
    }
    return steps;
  }

  /** The access that it stands before; null if it has ended. */
  @Nullable Operation next() {
    return next;
  }

  /** All that its future depends on, beside the log since {@link #roundStart}. */
  long[] local() {
    return local;
  }

  int roundStart() {
    return roundStart;
  }

  private long access(Operation operation) {
    if (index < log.length) {
      return log[index++];
    }
    next = operation;
    throw PAUSED;
  }

  long load(int location) {
    return access(Operation.of(Kind.LOAD, location, 0));
  }

  void store(int location, long value) {
    long ignored = access(Operation.of(Kind.STORE, location, value));
  }

  void release(int location, long value) {
    long ignored = access(Operation.of(Kind.RELEASE, location, value));
  }

  void add(int location, long value) {
    long ignored = access(Operation.of(Kind.ADD, location, value));
  }

  /** Sets bits; what was there before. */
  long or(int location, long bits) {
    return access(Operation.of(Kind.OR, location, bits));
  }

  /** Clears bits; what was there before. */
  long andNot(int location, long bits) {
    return access(Operation.of(Kind.AND_NOT, location, bits));
  }

  boolean compareAndSet(int location, long expected, long value) {
    return access(new Operation(Kind.COMPARE_AND_SET, location, value, expected)) != 0;
  }

  void barrier() {
    long ignored = access(Operation.of(Kind.BARRIER, 0, 0));
  }

  void awaitChange(int location, long seen) {
    long ignored = access(Operation.of(Kind.AWAIT, location, seen));
  }

  boolean isAlive(int actor) {
    return access(Operation.of(Kind.ALIVE, actor, 0)) != 0;
  }

  /**
   * Begins a round: from here on the actor behaves alike whenever these values are alike, whatever
   * it did before.
   */
  void beginRound(long... values) {
    local = values;
    roundStart = index;
  }

  /** Notes something about the run; done once, when it happens, not when it is run again. */
  void observe(Consumer<World> note) {
    if (index == log.length) {
      note.accept(world);
    }
  }
}
