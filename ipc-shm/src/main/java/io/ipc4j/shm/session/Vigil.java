package io.ipc4j.shm.session;

import io.ipc4j.shm.posix.FutexSet;
import io.ipc4j.shm.posix.LastWord;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a watched session's process dies when that begins, not when it has ended: sleeps on
 * the words that the kernel marks when a thread of such a process dies, and then looks whether the
 * process {@linkplain io.ipc4j.shm.posix.Remains has no memory any more}. Its thread is also the
 * one of whose death the kernel tells others.
 *
 * <p>A mark is a hint, and what can't be found out is left to whoever waits for the end of
 * processes: where the kernel lacks this, for sessions in other PID namespaces, and for those
 * beyond the first {@value #MOST}. A word that told nothing true, or is written to without need,
 * isn't listened to for a while, each time for longer, so that who writes there has others look a
 * few times a minute at most.
 *
 * <p>{@link #watch} is thread safe, the rest its thread's.
 */
final class Vigil implements AutoCloseable {
  /** How many sessions it listens to at most. */
  static final int MOST = FutexSet.MOST - 1;

  private static final long PAUSE = 200_000;
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long FIRST_DOUBT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_DOUBT = TimeUnit.MINUTES.toNanos(1);

  private final Session session;
  private final Runnable onDeath;
  private final Bell alarm = new Bell(Arena.ofAuto().allocate(8, 8), 0);
  private final FutexSet words = new FutexSet();
  private final Map<Integer, Doubt> doubts = new HashMap<>();
  private volatile Set<Integer> slots = Set.of();
  private volatile int turns;
  private volatile boolean closed;
  private final @Nullable Thread thread;

  /** Until when a word isn't listened to, by {@link System#nanoTime}, and for how long that is. */
  private record Doubt(long until, long length) {
    long left() {
      return until - System.nanoTime();
    }
  }

  /**
   * Begins, by a thread of its own.
   *
   * @param session asks; it must stay open until this is closed
   * @param threads makes the daemon thread
   * @param onDeath what to call, on that thread, when members are dead that weren't
   */
  Vigil(Session session, Function<Runnable, Thread> threads, Runnable onDeath) {
    this.session = session;
    this.onDeath = onDeath;
    this.thread = start(threads);
  }

  private @Nullable Thread start(Function<Runnable, Thread> threads) {
    try {
      Thread made = threads.apply(this::run);
      made.start();
      return made;
    } catch (OutOfMemoryError e) {
      return null; // the system has no thread left: deaths are noticed when they have ended
    }
  }

  /** Listens to the sessions of these members and to no others. */
  void watch(Set<Long> members) {
    Set<Integer> now = new HashSet<>();
    for (long member : members) {
      if (session.processOf(member).isPresent() && session.sharesPidNamespace(member)) {
        now.add(Session.slotOf(member));
      }
    }
    if (!now.equals(slots)) {
      slots = now;
      alarm.ring();
    }
  }

  private void run() {
    Life life = session.life();
    LastWord mine = life.begin();
    try {
      for (int seen = alarm.value(); !closed; seen = alarm.value()) { // first, or a ring is missed
        listen(seen);
      }
    } finally {
      life.end(mine);
    }
  }

  /** How often it has gone to sleep or looked. */
  int turns() {
    return turns;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // by this thread only
  private void listen(int seen) {
    turns++;
    Set<Integer> now = slots;
    doubts.keySet().retainAll(now);
    Set<Integer> suspects = new HashSet<>();
    List<Integer> heard = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    long left = Long.MAX_VALUE;
    words.clear();
    words.add(alarm.address(), seen);
    for (int slot : now) {
      Doubt doubt = doubts.get(slot);
      Life life = session.life(slot);
      int value = life.value();
      if (doubt != null && doubt.left() > 0) {
        left = Math.min(left, doubt.left());
      } else if (Life.isLost(value)) {
        suspects.add(slot);
      } else if (heard.size() < MOST) {
        words.add(life.address(), value);
        heard.add(slot);
        values.add(value);
      }
    }
    if (suspects.isEmpty()) {
      sleep(seen, left, heard, values);
    } else {
      examine(suspects);
    }
  }

  private void sleep(int seen, long left, List<Integer> heard, List<Integer> values) {
    int woken = words.await(left);
    if (woken > 0) {
      int slot = heard.get(woken - 1);
      if (Life.isLost(session.life(slot).value())) {
        session.life(slot).passOn();
      } else {
        doubt(slot);
      }
    } else if (woken == FutexSet.CHANGED) {
      for (int i = 0; i < heard.size(); i++) {
        int value = session.life(heard.get(i)).value();
        if (value != values.get(i) && !Life.isLost(value)) {
          doubt(heard.get(i));
        }
      }
      if (alarm.value() == seen) {
        LockSupport.parkNanos(RETRY); // however fast somebody writes there
      }
    } else if (woken == FutexSet.UNAVAILABLE) {
      alarm.awaitLong(seen, LAST_DOUBT);
    }
  }

  /** Some threads of a process may take a moment longer to give up its memory. */
  private void examine(Set<Integer> suspects) {
    Set<Integer> rest = new HashSet<>(suspects);
    long begin = System.nanoTime();
    while (!rest.isEmpty() && !closed && System.nanoTime() - begin < PATIENCE) {
      if (rest.removeIf(session::hasLost)) {
        onDeath.run();
      }
      if (!rest.isEmpty()) {
        LockSupport.parkNanos(PAUSE);
      }
    }
    suspects.forEach(this::doubt); // of those who are gone there is nothing more to hear
  }

  private void doubt(int slot) {
    Doubt last = doubts.get(slot);
    long length =
        last == null || last.left() < -LAST_DOUBT
            ? FIRST_DOUBT
            : Math.min(2 * last.length, LAST_DOUBT);
    doubts.put(slot, new Doubt(System.nanoTime() + length, length));
  }

  /** Ends the thread; when this returns, it asks the session nothing more. */
  @Override
  public void close() {
    closed = true;
    alarm.ring();
    awaitEnd(thread);
  }

  /** Waits until a thread, if there is one, has ended, whoever interrupts. */
  static void awaitEnd(@Nullable Thread thread) {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
