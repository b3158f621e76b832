package io.ipc4j.msg.stdio;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Epoll;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The processes that this one talks to over standard streams, its parent and its children, and the
 * one thread that hears them all. Safe for any thread.
 *
 * <p><i>State:</i> trunks and ends are in concurrent collections; who begins to listen first adds
 * itself and then looks for trunks, who greets first becomes known and then looks for ends, so that
 * nobody is missed; being told twice does no harm, and both under {@code announcing}, so that
 * nobody is told of an end that has gone. <i>Ownership:</i> the thread is started with the first
 * trunk and ends with {@link #close}. <i>If a process dies here:</i> its pipe ends, the thread sees
 * that, and ends what it had.
 */
final class Family implements TrunkOwner, AutoCloseable {
  private static final Logger LOG = System.getLogger(Family.class.getName());
  private static final int LONGEST_SLEEP = 60_000;
  private static final long CLOSE_NAP = 100_000;
  private static final long AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(10);

  /** Told of a trunk's life, on any thread, which must not be held up. */
  interface Events {
    void greeted(Greeting greeting);

    /** It is over; the last call. */
    void ended(String why);
  }

  private record Member(Trunk trunk, Events events, long deadline) {}

  private final Greeting ours;
  private final BiFunction<String, Runnable, Thread> threads;
  private final Epoll epoll;
  private final Holds holds = new Holds();
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final Map<Long, Member> byDescriptor = new ConcurrentHashMap<>();
  private final Map<Integer, Meeting> ends = new ConcurrentHashMap<>();
  private final List<Meeting> meetings = new CopyOnWriteArrayList<>();
  private final Queue<Trunk> failing = new ConcurrentLinkedQueue<>();
  private final Object announcing = new Object();
  private final AtomicInteger numbers = new AtomicInteger();
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * A family of one.
   *
   * @param ours what this process says of itself
   * @param threads makes its thread from a purpose and a body
   */
  Family(Greeting ours, BiFunction<String, Runnable, Thread> threads) {
    this.ours = ours;
    this.threads = threads;
    try {
      this.epoll = new Epoll();
    } catch (OsException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("transport", "stdio").problem("can't wait: " + e.getMessage()).text(),
          e);
    }
  }

  // --- members ---

  /**
   * Takes a process in.
   *
   * @param input where it is heard, in non-blocking mode; owned
   * @param output where it listens, in non-blocking mode; owned
   * @param patience how long, in nanoseconds, it may take to greet
   */
  Trunk join(Descriptor input, Descriptor output, boolean isParent, long patience, Events events) {
    Trunk trunk = new Trunk(this, input, output, isParent);
    Member member = new Member(trunk, events, System.nanoTime() + patience);
    members.add(member);
    byDescriptor.put(input.id(), member);
    byDescriptor.put(output.id(), member);
    trunk.greet(ours);
    try {
      epoll.want(input, Epoll.IN);
    } catch (OsException e) {
      end(member, "can't be waited for: " + e.getMessage(), false);
    }
    start();
    epoll.wake();
    return trunk;
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = threads.apply("family", this::run);
      thread.start();
    }
  }

  /** The processes that have greeted from the same namespace and are still there. */
  List<Trunk> relatives() {
    List<Trunk> all = new ArrayList<>();
    for (Member member : members) {
      if (isRelated(member.trunk.greeting())) {
        all.add(member.trunk);
      }
    }
    return all;
  }

  private boolean isRelated(@Nullable Greeting theirs) {
    return theirs != null && theirs.namespace().equals(ours.namespace());
  }

  private List<Trunk> parents() {
    return members.stream().map(Member::trunk).filter(Trunk::toParent).toList();
  }

  /** Ends the connection to a process in order, once it has what was written. */
  void part(Trunk trunk, long nanos) {
    trunk.farewell();
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    while (trunk.over() == null && !trunk.flush() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(CLOSE_NAP);
      interrupted |= Thread.interrupted();
    }
    for (Member member : members) {
      if (member.trunk.equals(trunk)) {
        end(member, "closed here", true);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- ends ---

  /** Takes an end of this process in, after its parent has agreed. */
  void add(Meeting meeting) {
    Hello hello = meeting.hello();
    if (Holds.isSingle(hello.role(), hello)) {
      holds.take(hello, parents());
    }
    meetings.add(meeting);
    if (meeting.listens()) {
      int number = numbers.incrementAndGet();
      meeting.number(number);
      synchronized (announcing) {
        ends.put(number, meeting);
        relatives().forEach(trunk -> trunk.announce(number, hello));
      }
    }
  }

  /** Lets an end of this process go. */
  void remove(Meeting meeting) {
    if (!meetings.remove(meeting)) {
      return;
    }
    if (meeting.listens()) {
      synchronized (announcing) {
        ends.remove(meeting.number());
        relatives().forEach(trunk -> trunk.retract(meeting.number()));
      }
    }
    Hello hello = meeting.hello();
    if (Holds.isSingle(hello.role(), hello)) {
      holds.giveBack(hello, parents());
    }
  }

  // --- what trunks tell ---

  @Override
  public void greeted(Trunk trunk, Greeting theirs) {
    for (Member member : members) {
      if (member.trunk.equals(trunk)) {
        member.events.greeted(theirs);
      }
    }
    if (!isRelated(theirs)) {
      LOG.log(
          Level.WARNING,
          "{0} is in namespace {1}, this process in {2}: their channels never meet",
          theirs.session(),
          theirs.namespace(),
          ours.namespace());
      return;
    }
    synchronized (announcing) {
      ends.forEach((number, meeting) -> trunk.announce(number, meeting.hello()));
    }
  }

  @Override
  public void endsChanged(Trunk trunk) {
    meetings.forEach(Meeting::lookAround);
  }

  @Override
  public boolean opened(Trunk trunk, LaneStream lane, int end) {
    Meeting meeting = isRelated(trunk.greeting()) ? ends.get(end) : null;
    return meeting != null && meeting.accept(lane);
  }

  @Override
  public String hold(Trunk trunk, String request) {
    return isRelated(trunk.greeting()) ? holds.put(request, trunk) : "";
  }

  @Override
  public void release(Trunk trunk, String request) {
    holds.remove(request, trunk);
  }

  @Override
  public void full(Trunk trunk) {
    try {
      epoll.want(trunk.output(), Epoll.OUT | Epoll.ONE_SHOT);
    } catch (OsException e) {
      failed(trunk);
    }
  }

  @Override
  public void failed(Trunk trunk) {
    failing.add(trunk);
    epoll.wake();
  }

  // --- the thread ---

  private void run() {
    while (!closed) {
      try {
        epoll.await(sleep(System.nanoTime()), this::ready);
        endFailing();
        endSilent(System.nanoTime());
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.log(Level.WARNING, "stdio goes on after a failure", e);
          LockSupport.parkNanos(this, AFTER_FAILURE);
        }
      }
    }
  }

  private int sleep(long now) {
    long left = TimeUnit.MILLISECONDS.toNanos(LONGEST_SLEEP);
    for (Member member : members) {
      if (member.trunk.greeting() == null) {
        left = Math.min(left, member.deadline - now);
      }
    }
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
  }

  private void ready(long descriptor) {
    Member member = byDescriptor.get(descriptor);
    if (member == null) {
      return;
    }
    Trunk trunk = member.trunk;
    if (descriptor == trunk.output().id()) {
      if (!trunk.flush()) {
        full(trunk);
      }
      return;
    }
    String why = trunk.hear();
    if (why != null) {
      end(member, why, trunk.isAtEnd());
    }
  }

  private void endFailing() {
    for (Trunk trunk = failing.poll(); trunk != null; trunk = failing.poll()) {
      String heard = trunk.hear(); // it may have said why
      String why = heard != null ? heard : trunk.writingFailed();
      for (Member member : members) {
        if (why != null && member.trunk.equals(trunk)) {
          end(member, why, trunk.isAtEnd());
        }
      }
    }
  }

  private void endSilent(long now) {
    for (Member member : members) {
      if (member.trunk.greeting() == null && now - member.deadline >= 0) {
        end(member, "it did not open its end in time", false);
      }
    }
  }

  private void end(Member member, String why, boolean orderly) {
    if (!members.remove(member)) {
      return;
    }
    Trunk trunk = member.trunk;
    byDescriptor.remove(trunk.input().id());
    byDescriptor.remove(trunk.output().id());
    epoll.forget(trunk.input());
    epoll.forget(trunk.output());
    holds.removeAll(trunk);
    trunk.end(why, orderly);
    member.events.ended(why);
    meetings.forEach(Meeting::lookAround);
  }

  // --- closing ---

  /** Parts with all, each once it has what was written; idempotent. */
  void close(long nanos) {
    if (closed) {
      return;
    }
    long deadline = System.nanoTime() + nanos;
    for (Member member : members) {
      part(member.trunk, Math.max(0, deadline - System.nanoTime()));
    }
    closed = true;
    epoll.close();
    Thread running;
    synchronized (this) {
      running = thread;
    }
    boolean interrupted = false;
    try {
      if (running != null) {
        running.join(TimeUnit.SECONDS.toMillis(1));
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(0);
  }
}
