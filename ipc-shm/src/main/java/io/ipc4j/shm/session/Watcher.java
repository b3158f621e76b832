package io.ipc4j.shm.session;

import io.ipc4j.shm.posix.ProcessEnds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel whether the members that this session depends on are alive, and tells those who
 * want to know when one isn't: at once where their processes can be waited for, else within 100 ms;
 * where a {@link Vigil} hears that a process dies, before its end. Those who can be waited for are
 * asked for every two seconds nevertheless.
 *
 * <p>Thread safe. Its daemon threads run only while something is watched. A listener is called once
 * for each member, by one of them, perhaps by both at once for two members; it holds no lock of the
 * watcher and must not block; nor must what looks {@linkplain #eachSecond each second} or
 * {@linkplain #nowAndThen now and then}.
 */
public final class Watcher implements AutoCloseable {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

  private final Session session;
  private final Function<Runnable, Thread> threads;
  private final Map<Long, Set<Runnable>> watched = new HashMap<>();
  private final Looks eachSecond = new Looks(SECOND);
  private final Looks nowAndThen = new Looks(LONGEST);
  private @Nullable Thread thread;
  private @Nullable Thread before;
  private @Nullable ProcessEnds ends;
  private boolean closed;

  /**
   * Watches on behalf of a session.
   *
   * @param session asks; it must stay open until this watcher is closed
   * @param threads makes the daemon thread
   */
  public Watcher(Session session, Function<Runnable, Thread> threads) {
    this.session = session;
    this.threads = threads;
    nowAndThen.add(this::lookWhoIsStopped);
  }

  /** Watches a member until it is gone or {@link #forget} is called. */
  public synchronized void watch(long other, Runnable listener) {
    if (closed) {
      return;
    }
    watched.computeIfAbsent(other, key -> new HashSet<>()).add(listener);
    ProcessEnds current = ends;
    if (current == null) {
      ProcessEnds fresh = new ProcessEnds();
      ends = fresh;
      before = thread;
      thread = threads.apply(() -> run(fresh));
      thread.start();
    } else {
      current.wake();
    }
  }

  /** Has something called about once a second while anybody is watched. */
  public synchronized void eachSecond(Runnable look) {
    eachSecond.add(look);
  }

  /** Has something called about every two seconds while anybody is watched. */
  public synchronized void nowAndThen(Runnable look) {
    nowAndThen.add(look);
  }

  /** Has it called no more. */
  public synchronized void noLonger(Runnable look) {
    eachSecond.remove(look);
    nowAndThen.remove(look);
  }

  /** Watches a member no longer for this listener. */
  public synchronized void forget(long other, Runnable listener) {
    Set<Runnable> listeners = watched.get(other);
    if (listeners != null && listeners.remove(listener) && listeners.isEmpty()) {
      watched.remove(other);
    }
  }

  private void run(ProcessEnds mine) {
    awaitFormer();
    try (mine;
        Vigil vigil = new Vigil(session, threads, () -> foundDead(mine))) {
      for (Set<Long> asked = toAsk(); !asked.isEmpty(); asked = toAsk()) {
        mine.watch(processes(asked)); // first, or one that ends in between would be noticed late
        vigil.watch(asked);
        tellOfTheDead(asked);
        looks().forEach(Watcher::tell);
        vigil.watch(members()); // those who were told of are through
        mine.await(areAllWaitedFor(asked, mine) ? untilNextLook() : INTERVAL);
      }
    }
  }

  /** By the vigil's thread, which tells by itself: this one may have to wait for a processor. */
  private void foundDead(ProcessEnds mine) {
    tellOfTheDead(members());
    mine.wake();
  }

  private void tellOfTheDead(Set<Long> asked) {
    for (long other : asked) {
      if (!session.isAlive(other)) {
        tell(other);
      }
    }
  }

  /** The thread before this one was about to end, and does. */
  private void awaitFormer() {
    Thread former;
    synchronized (this) {
      former = before;
      before = null;
    }
    Vigil.awaitEnd(former);
  }

  /** Whom to ask for now; nobody if the thread is to end. */
  private synchronized Set<Long> toAsk() {
    if (watched.isEmpty()) {
      ends = null;
    }
    return members();
  }

  private synchronized Set<Long> members() {
    return Set.copyOf(watched.keySet());
  }

  private synchronized List<Runnable> looks() {
    List<Runnable> due = new ArrayList<>(eachSecond.due());
    due.addAll(nowAndThen.due());
    return due;
  }

  private synchronized long untilNextLook() {
    long one = eachSecond.isEmpty() ? LONGEST : eachSecond.left();
    return Math.min(one, nowAndThen.left());
  }

  private void lookWhoIsStopped() {
    session.look(members());
  }

  private Set<Long> processes(Set<Long> members) {
    Set<Long> found = new HashSet<>();
    for (long member : members) {
      session.processOf(member).ifPresent(found::add);
    }
    return found;
  }

  private boolean areAllWaitedFor(Set<Long> members, ProcessEnds mine) {
    if (!mine.canBeWoken()) {
      return false;
    }
    for (long member : members) {
      OptionalLong process = session.processOf(member);
      boolean waitedFor = process.isEmpty() || mine.isWatching(process.getAsLong());
      if (!waitedFor || !session.sharesPidNamespace(member)) {
        return false;
      }
    }
    return true;
  }

  private void tell(long other) {
    Set<Runnable> listeners;
    synchronized (this) {
      listeners = watched.remove(other);
    }
    if (listeners != null) {
      listeners.forEach(Watcher::tell);
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (IllegalStateException e) {
      // Its memory was closed meanwhile: it doesn't want to know any more.
    }
  }

  /** Ends the thread; when this returns, it asks the session nothing more. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      watched.clear();
      running = thread;
      if (ends != null) {
        ends.wake();
      }
    }
    Vigil.awaitEnd(running);
  }
}
