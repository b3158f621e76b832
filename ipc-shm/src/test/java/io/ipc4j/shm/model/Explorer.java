package io.ipc4j.shm.model;

import io.ipc4j.shm.model.World.Life;
import io.ipc4j.shm.model.World.Mark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that a scenario can reach: each next access of each actor, each store becoming
 * visible, each death. A state from which no orderly end can be reached is stuck.
 */
final class Explorer {
  private final Scenario scenario;
  private final Map<Mark, Integer> known = new HashMap<>();
  private final List<int[]> arrivals = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final Deque<Visit> open = new ArrayDeque<>();
  private final BitSet ends = new BitSet();

  /**
   * What is explored.
   *
   * @param words how many the actors share
   * @param notes how many observations there are
   * @param actors the programs
   * @param successorOf for each actor whose death starts it, -1 for none
   * @param mortal which actors may die
   * @param deaths how many die at most
   * @param announced words that are added to when somebody has died
   * @param atEnd checks the observations once all is over
   */
  record Scenario(
      int words,
      int notes,
      List<Actor> actors,
      int[] successorOf,
      boolean[] mortal,
      int deaths,
      int[] announced,
      Consumer<World> atEnd) {}

  private record Visit(World world, int id, int deathsLeft) {}

  /** What went wrong, and how it came about. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private Explorer(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Explores a scenario whole.
   *
   * @return how many states it has
   * @throws Violation with the shortest history that it knows of
   */
  static int explore(Scenario scenario) {
    Explorer explorer = new Explorer(scenario);
    explorer.run();
    return explorer.arrivals.size();
  }

  private void run() {
    World first = new World(scenario.words(), scenario.notes(), scenario.actors().size());
    for (int i = 0; i < scenario.actors().size(); i++) {
      if (scenario.successorOf()[i] < 0) {
        first.start(i, scenario.actors().get(i));
      }
    }
    arrive(first, -1, "start", scenario.deaths());
    while (!open.isEmpty()) {
      expand(open.poll());
    }
    requireWaysOut();
  }

  private void arrive(World world, int from, String label, int deathsLeft) {
    Mark mark = world.mark().with(deathsLeft);
    Integer seen = known.get(mark);
    if (seen != null) {
      arrivals.set(seen, append(arrivals.get(seen), from));
      return;
    }
    int id = arrivals.size();
    known.put(mark, id);
    arrivals.add(new int[] {from});
    labels.add(label);
    if (world.isOver()) {
      ends.set(id);
      attempt(id, () -> scenario.atEnd().accept(world));
    }
    open.add(new Visit(world, id, deathsLeft));
  }

  private static int[] append(int[] values, int value) {
    int[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }

  private void attempt(int id, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | AssertionError e) {
      throw new Violation(e.getMessage() + history(id), e);
    }
  }

  private void expand(Visit visit) {
    for (int actor = 0; actor < scenario.actors().size(); actor++) {
      stepOf(visit, actor);
      flushesOf(visit, actor);
      deathOf(visit, actor);
    }
  }

  private void stepOf(Visit visit, int actor) {
    if (visit.world.canStep(actor)) {
      World world = visit.world.copy();
      attempt(visit.id, () -> world.step(actor, scenario.actors().get(actor)));
      arrive(world, visit.id, actor + " " + visit.world.next(actor), visit.deathsLeft);
    }
  }

  private void flushesOf(Visit visit, int actor) {
    for (int i = 0; i < visit.world.pending(actor); i++) {
      if (visit.world.canFlush(actor, i)) {
        World world = visit.world.copy();
        world.flush(actor, i);
        arrive(world, visit.id, actor + " store " + i + " becomes visible", visit.deathsLeft);
      }
    }
  }

  private void deathOf(Visit visit, int victim) {
    boolean mayDie =
        visit.deathsLeft > 0
            && scenario.mortal()[victim]
            && visit.world.life(victim) == Life.RUNNING;
    if (!mayDie) {
      return;
    }
    World world = visit.world.copy();
    world.kill(victim);
    for (int word : scenario.announced()) {
      world.announce(word);
    }
    for (int i = 0; i < scenario.actors().size(); i++) {
      if (scenario.successorOf()[i] == victim) {
        int successor = i;
        attempt(visit.id, () -> world.start(successor, scenario.actors().get(successor)));
      }
    }
    arrive(world, visit.id, victim + " dies", visit.deathsLeft - 1);
  }

  private void requireWaysOut() {
    BitSet reached = (BitSet) ends.clone();
    Deque<Integer> left = new ArrayDeque<>();
    ends.stream().forEach(left::add);
    while (!left.isEmpty()) {
      for (int before : arrivals.get(left.poll())) {
        if (before >= 0 && !reached.get(before)) {
          reached.set(before);
          left.add(before);
        }
      }
    }
    int stuck = reached.nextClearBit(0);
    if (stuck < arrivals.size()) {
      throw new Violation("stuck" + history(stuck), null);
    }
  }

  private String history(int id) {
    List<String> steps = new ArrayList<>();
    for (int at = id; at >= 0; at = arrivals.get(at)[0]) {
      steps.add(labels.get(at));
    }
    Collections.reverse(steps);
    return "\n  " + String.join("\n  ", steps);
  }
}
