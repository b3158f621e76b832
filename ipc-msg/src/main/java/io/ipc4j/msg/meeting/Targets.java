package io.ipc4j.msg.meeting;

import io.ipc4j.msg.engine.Rendezvous.Newcomers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whom an end dials: those in the channel's directory that listen under the wanted kind of name,
 * and if there are none, those of another pattern, whose refusal then tells what is wrong. Under
 * its endpoint's lock.
 *
 * <p>The directory is looked at more and more rarely while it stays the same, and read only if its
 * time of change has moved; that time is coarse, so a directory that has just changed is read
 * again.
 */
final class Targets {
  /** Nothing to do for longer than anybody waits. */
  static final long FAR = TimeUnit.HOURS.toNanos(10);

  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(200);

  /** Each look waits longer by this part: 50 ms are reached after 3 s, 200 ms after 13 s. */
  private static final long SLOWER = 64;

  private static final long COARSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int STALE_AFTER = 3;

  private final ChannelPaths paths;
  private final String wanted;
  private final Map<String, Attempts> attempts = new HashMap<>();
  private List<String> names = List.of();
  private long changed = -1;
  private long readUntil;
  private long interval = SHORTEST;
  private long nextLook;
  private boolean satisfied;

  private static final class Attempts {
    int failures;
    int refusals;
    long next;
  }

  Targets(ChannelPaths paths, String wanted) {
    this.paths = paths;
    this.wanted = wanted;
    this.nextLook = System.nanoTime();
    this.readUntil = nextLook;
  }

  /** Those to be dialed now. */
  List<String> due(long now, Newcomers newcomers) throws IOException {
    satisfied = Shape.isSingle(wanted) && newcomers.has(wanted);
    if (satisfied) {
      interval = SHORTEST;
      return List.of();
    }
    look(now);
    List<String> due = new ArrayList<>();
    for (String name : names) {
      Attempts before = attempts.get(name);
      if ((before == null || now - before.next >= 0) && !newcomers.has(name)) {
        due.add(name);
      }
    }
    return due;
  }

  private void look(long now) throws IOException {
    interval = Math.min(LONGEST, interval + interval / SLOWER);
    nextLook = now + interval;
    long change = lastChange();
    if (change != changed) {
      changed = change;
      readUntil = now + COARSE;
      interval = SHORTEST;
      attempts.values().forEach(all -> all.next = now); // somebody may have come back
    } else if (now - readUntil > 0) {
      return;
    }
    List<String> found = change == 0 ? List.of() : paths.names();
    List<String> fitting = found.stream().filter(this::isWanted).toList();
    names = fitting.isEmpty() ? found.stream().filter(this::isForeign).toList() : fitting;
    attempts.keySet().retainAll(names);
  }

  private long lastChange() throws IOException {
    return Files.exists(paths.directory())
        ? Files.getLastModifiedTime(paths.directory()).to(TimeUnit.NANOSECONDS)
        : 0;
  }

  private boolean isWanted(String name) {
    return Shape.isSingle(wanted) ? name.equals(wanted) : name.startsWith(wanted);
  }

  private boolean isForeign(String name) {
    return Shape.ofName(name) != Shape.ofName(wanted);
  }

  /** When to look again. */
  long nextLook(long now) {
    return satisfied ? now + FAR : nextLook;
  }

  void succeeded(String name) {
    attempts.put(name, new Attempts());
  }

  void failed(String name, long now) {
    Attempts all = attempts.computeIfAbsent(name, n -> new Attempts());
    long pause = SHORTEST << Math.min(all.failures, 20);
    all.next = now + Math.min(pause, LONGEST_PAUSE);
    all.failures++;
  }

  /**
   * Notes that nobody listens there.
   *
   * @return whether it is time to remove the file; one that has a fixed name is left to the next
   *     who takes that name
   */
  boolean refused(String name, long now) {
    failed(name, now);
    Attempts all = attempts.computeIfAbsent(name, n -> new Attempts());
    all.refusals++;
    return all.refusals == STALE_AFTER && !Shape.isSingle(wanted);
  }
}
