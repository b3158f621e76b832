package io.ipc4j.inproc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arrivals at a barrier. Safe for any thread.
 *
 * <p><i>State:</i> those that have arrived and wait; an arrival knows how its generation has ended.
 */
final class BarrierState extends RegionState {
  private final int parties;
  private final List<Arrival> waiting = new ArrayList<>();

  BarrierState(int parties) {
    this.parties = parties;
  }

  /** One who has arrived; the end is true if all came, and false if one of them died. */
  static final class Arrival {
    private final InprocRegion owner;
    private @Nullable Boolean end;

    Arrival(InprocRegion owner) {
      this.owner = owner;
    }

    /** How it has ended, null if it hasn't; under the guard. */
    @Nullable Boolean end() {
      return end;
    }
  }

  @Override
  String text() {
    return "barrier with parties=" + parties;
  }

  Arrival arrive(InprocRegion owner) {
    return use(() -> {
      owner.requireAttached();
      Arrival arrival = new Arrival(owner);
      waiting.add(arrival);
      if (waiting.size() == parties) {
        endAll(true);
      }
      return arrival;
    });
  }

  private void endAll(boolean complete) {
    waiting.forEach(arrival -> arrival.end = complete);
    waiting.clear();
    changed();
  }

  /** Undoes an arrival; its end if it is too late for that. */
  @Nullable Boolean undo(Arrival arrival) {
    return use(() -> {
      waiting.remove(arrival);
      return arrival.end;
    });
  }

  int arrived() {
    return use(waiting::size);
  }

  @Override
  void forget(InprocRegion ended) {
    if (waiting.stream().anyMatch(arrival -> arrival.owner == ended)) {
      endAll(false);
    }
  }
}
