package io.ipc4j.msg.stdio;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Rendezvous;
import io.ipc4j.msg.engine.Signal;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * How an end of a channel meets its counterparts in the parent and in the children: it listens, and
 * the family announces it, or it opens a lane to each that is announced.
 *
 * <p><i>State:</i> under its endpoint's lock, except what other threads tell.
 */
final class Meeting implements Rendezvous {
  private static final long FAR = TimeUnit.HOURS.toNanos(10);
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_DOUBLED = 10;

  private final Family family;
  private final Hello ours;
  private final boolean listens;
  private final Queue<LaneStream> arrivals = new ConcurrentLinkedQueue<>();
  private final Map<String, Attempts> attempts = new HashMap<>();
  private final Signal signal = new Signal(() -> this.news, () -> false);
  private final Source source = new Source.OfSignal(signal);
  private volatile boolean news = true;
  private volatile boolean closed;
  private int number;

  private static final class Attempts {
    int failures;
    long next;
  }

  private record Target(String name, Trunk trunk, int end) {}

  /** Makes the way to meet; {@link Family#add} takes it in. */
  Meeting(Family family, Hello ours, boolean listens) {
    this.family = family;
    this.ours = ours;
    this.listens = listens;
  }

  Hello hello() {
    return ours;
  }

  boolean listens() {
    return listens;
  }

  int number() {
    return number;
  }

  /** Numbers an end that listens; before it is announced. */
  void number(int given) {
    number = given;
  }

  // --- what other threads tell ---

  /** Takes a lane that another process has opened; false if it is too late. */
  boolean accept(LaneStream lane) {
    if (closed) {
      return false;
    }
    arrivals.add(lane);
    lookAround();
    return true;
  }

  /** Ends have come or gone. */
  void lookAround() {
    news = true;
    signal.raise();
  }

  // --- for the endpoint ---

  @Override
  public void seek(long now, Newcomers newcomers) throws IOException {
    news = false;
    for (LaneStream lane = arrivals.poll(); lane != null; lane = arrivals.poll()) {
      newcomers.accepted(lane);
    }
    if (listens) {
      return;
    }
    List<Target> targets = targets();
    attempts.keySet().retainAll(targets.stream().map(Target::name).toList());
    for (Target target : targets) {
      Attempts before = attempts.get(target.name);
      if (!newcomers.has(target.name) && (before == null || now - before.next >= 0)) {
        dial(target, now, newcomers);
      }
    }
  }

  private void dial(Target target, long now, Newcomers newcomers) {
    Attempts before = attempts.get(target.name);
    if (before != null) {
      before.next = now + FAR; // until this attempt has failed
    }
    try {
      ByteStream lane = target.trunk.open(target.end);
      newcomers.dialed(lane, target.name);
    } catch (IOException e) {
      failed(target.name, now);
    }
  }

  /** The counterparts; if there are none, ends of another pattern: their refusal tells why. */
  private List<Target> targets() {
    List<Target> wanted = new ArrayList<>();
    List<Target> foreign = new ArrayList<>();
    for (Trunk trunk : family.relatives()) {
      trunk
          .ends()
          .forEach((end, hello) -> {
            if (hello.channel().equals(ours.channel())) {
              Target target =
                  new Target(trunk.who() + "#" + trunk.input().id() + "#" + end, trunk, end);
              if (hello.agreement().pattern() != ours.agreement().pattern()) {
                foreign.add(target);
              } else if (hello.role() == partner(ours.role())) {
                wanted.add(target);
              }
            }
          });
    }
    return wanted.isEmpty() ? foreign : wanted;
  }

  private static Role partner(Role role) {
    return switch (role) {
      case WRITER -> Role.READER;
      case READER -> Role.WRITER;
      case REQUESTER -> Role.RESPONDER;
      case RESPONDER -> Role.REQUESTER;
    };
  }

  @Override
  public long due(long now) {
    long next = now + FAR;
    for (Attempts all : attempts.values()) {
      if (all.failures > 0 && all.next - next < 0) {
        next = all.next;
      }
    }
    return next;
  }

  @Override
  public void succeeded(String target) {
    attempts.remove(target);
  }

  @Override
  public void failed(String target, long now) {
    Attempts all = attempts.computeIfAbsent(target, t -> new Attempts());
    long pause = SHORTEST_PAUSE << Math.min(all.failures, MOST_DOUBLED);
    all.next = now + Math.min(pause, LONGEST_PAUSE);
    all.failures++;
  }

  @Override
  public Optional<Source> acceptor() {
    return Optional.of(source);
  }

  @Override
  public void close() {
    closed = true;
    family.remove(this);
    for (LaneStream lane = arrivals.poll(); lane != null; lane = arrivals.poll()) {
      lane.close();
    }
  }
}
