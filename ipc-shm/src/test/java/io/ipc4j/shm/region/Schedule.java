package io.ipc4j.shm.region;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs several members over one memory, one access at a time, in an order that a seed decides; any
 * of them may die before any access. The same seed gives the same run.
 */
final class Schedule {
  /** The end of a member: it does nothing more. */
  private static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Death() {
      super("dead", null, false, false);
    }
  }

  private final Random random;
  private final int deathsPerMille;
  private final Set<Long> dead = new HashSet<>();
  private final List<Actor> actors = new ArrayList<>();
  private int steps;

  Schedule(long seed, int deathsPerMille) {
    this.random = new Random(seed);
    this.deathsPerMille = deathsPerMille;
  }

  /** One member: it does its work whenever it is its turn. */
  private final class Actor {
    final long member;
    final Semaphore turn = new Semaphore(0);
    final Semaphore done = new Semaphore(0);
    volatile boolean ended;
    volatile @Nullable Throwable failure;
    boolean doomed;

    Actor(long member) {
      this.member = member;
    }

    void step() {
      done.release();
      turn.acquireUninterruptibly();
      if (doomed) {
        throw new Death();
      }
    }
  }

  /** Whether a member is alive. */
  synchronized boolean isAlive(long member) {
    return member > 0 && member < 1000 && !dead.contains(member);
  }

  /** How many have died. */
  synchronized int deaths() {
    return dead.size();
  }

  /** Adds a member, which works on its own view of the memory. */
  void add(long member, SyncMemory memory, Consumer<SyncMemory> work) {
    Actor actor = new Actor(member);
    actors.add(actor);
    Thread.ofVirtual()
        .start(() -> {
          actor.turn.acquireUninterruptibly();
          try {
            work.accept(new Stepped(memory, actor::step));
          } catch (Death e) {
            synchronized (this) {
              dead.add(member);
            }
          } catch (Throwable e) {
            actor.failure = e;
          }
          actor.ended = true;
          actor.done.release();
        });
  }

  /** Runs until all have ended; at most so many steps. */
  void run(int most) {
    List<Actor> running = new ArrayList<>(actors);
    while (!running.isEmpty()) {
      if (++steps > most) {
        throw new AssertionError("somebody is stuck after " + steps + " steps");
      }
      Actor next = running.get(random.nextInt(running.size()));
      next.doomed = random.nextInt(1000) < deathsPerMille;
      next.turn.release();
      next.done.acquireUninterruptibly();
      if (next.failure != null) {
        throw new AssertionError("member " + next.member + " failed", next.failure);
      }
      running.removeIf(actor -> actor.ended);
    }
  }

  /** A memory whose every access is one step. */
  private record Stepped(SyncMemory memory, Runnable step) implements SyncMemory {
    private SyncMemory next() {
      step.run();
      return memory;
    }

    @Override
    public int records() {
      return memory.records();
    }

    @Override
    public long state(int entry) {
      return next().state(entry);
    }

    @Override
    public boolean replaceState(int entry, long expected, long state) {
      return next().replaceState(entry, expected, state);
    }

    @Override
    public long owner(int record) {
      return next().owner(record);
    }

    @Override
    public boolean replaceOwner(int record, long expected, long owner) {
      return next().replaceOwner(record, expected, owner);
    }

    @Override
    public long claim(int record) {
      return next().claim(record);
    }

    @Override
    public boolean replaceClaim(int record, long expected, long claim) {
      return next().replaceClaim(record, expected, claim);
    }
  }
}
