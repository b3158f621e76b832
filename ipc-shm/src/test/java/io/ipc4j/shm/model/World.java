package io.ipc4j.shm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One state of everything: the shared words, what each actor has stored that isn't visible yet,
 * what each actor has seen, and what was observed. Copied before it is changed.
 */
final class World {
  /** How many stores of one actor can be on their way. */
  private static final int BUFFER = 2;

  /** Counters only tell that something changed: few values of them are as good as all. */
  private static final long COUNTED = 7;

  enum Life {
    WAITING,
    RUNNING,
    ENDED,
    DEAD
  }

  /** One actor. */
  private static final class Part {
    Life life = Life.RUNNING;
    long[] log = {};
    @Nullable Operation next;
    long[] local = {};
    int roundStart;
    List<Operation> buffer = List.of();

    Part copy() {
      Part copy = new Part();
      copy.life = life;
      copy.log = log;
      copy.next = next;
      copy.local = local;
      copy.roundStart = roundStart;
      copy.buffer = buffer;
      return copy;
    }
  }

  private final long[] words;
  private final long[] notes;
  private final Part[] parts;

  /** A new world: all words 0, nobody started. */
  World(int words, int notes, int actors) {
    this.words = new long[words];
    this.notes = new long[notes];
    this.parts = new Part[actors];
    for (int i = 0; i < actors; i++) {
      parts[i] = new Part();
      parts[i].life = Life.WAITING;
    }
  }

  private World(World from) {
    this.words = from.words.clone();
    this.notes = from.notes.clone();
    this.parts = new Part[from.parts.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = from.parts[i].copy();
    }
  }

  World copy() {
    return new World(this);
  }

  long note(int index) {
    return notes[index];
  }

  void note(int index, long value) {
    notes[index] = value;
  }

  Life life(int actor) {
    return parts[actor].life;
  }

  boolean hasDead() {
    return Arrays.stream(parts).anyMatch(part -> part.life == Life.DEAD);
  }

  /** Everything stored is visible, and nobody does anything any more. */
  boolean isOver() {
    return Arrays.stream(parts)
        .allMatch(part -> part.life != Life.RUNNING && part.buffer.isEmpty());
  }

  void start(int actor, Actor program) {
    parts[actor].life = Life.RUNNING;
    advance(actor, program);
  }

  private void advance(int actor, Actor program) {
    Part part = parts[actor];
    Steps steps = Steps.run(program, this, part.log);
    part.next = steps.next();
    part.local = steps.local();
    part.roundStart = steps.roundStart();
    if (part.next == null) {
      part.life = Life.ENDED;
    }
  }

  @Nullable Operation next(int actor) {
    return parts[actor].life == Life.RUNNING ? parts[actor].next : null;
  }

  boolean canStep(int actor) {
    Operation next = next(actor);
    if (next == null) {
      return false;
    }
    return switch (next.kind()) {
      case STORE, RELEASE -> parts[actor].buffer.size() < BUFFER;
      case AWAIT -> hasDead() || words[next.location()] != next.value();
      default -> true;
    };
  }

  /** Carries an actor's next access out, and runs it up to the one after that. */
  void step(int actor, Actor program) {
    Part part = parts[actor];
    long answer = carryOut(actor, Objects.requireNonNull(part.next));
    part.log = Arrays.copyOf(part.log, part.log.length + 1);
    part.log[part.log.length - 1] = answer;
    advance(actor, program);
  }

  private long carryOut(int actor, Operation operation) {
    int at = operation.location();
    switch (operation.kind()) {
      case LOAD -> {
        return seenBy(actor, at);
      }
      case STORE, RELEASE -> {
        List<Operation> longer = new ArrayList<>(parts[actor].buffer);
        longer.add(operation);
        parts[actor].buffer = List.copyOf(longer);
      }
      case ADD -> {
        flushAll(actor);
        words[at] = words[at] + operation.value() & COUNTED;
      }
      case OR, AND_NOT -> {
        flushAll(actor);
        long before = words[at];
        boolean sets = operation.kind() == Operation.Kind.OR;
        words[at] = sets ? before | operation.value() : before & ~operation.value();
        return before;
      }
      case COMPARE_AND_SET -> {
        flushAll(actor);
        boolean same = words[at] == operation.expected();
        words[at] = same ? operation.value() : words[at];
        return same ? 1 : 0;
      }
      case BARRIER -> {
        for (int i = 0; i < parts.length; i++) {
          flushAll(i);
        }
      }
      case AWAIT -> {}
      case ALIVE -> {
        return isAlive(parts[at]) ? 1 : 0;
      }
    }
    return 0;
  }

  /** A process that ends gives its lock back when all that it stored is visible. */
  private static boolean isAlive(Part part) {
    return part.life == Life.RUNNING || (part.life == Life.ENDED && !part.buffer.isEmpty());
  }

  private long seenBy(int actor, int location) {
    List<Operation> buffer = parts[actor].buffer;
    for (int i = buffer.size() - 1; i >= 0; i--) {
      if (buffer.get(i).location() == location) {
        return buffer.get(i).value();
      }
    }
    return words[location];
  }

  int pending(int actor) {
    return parts[actor].buffer.size();
  }

  /** Whether the n-th of an actor's pending stores may become visible next. */
  boolean canFlush(int actor, int index) {
    List<Operation> buffer = parts[actor].buffer;
    Operation store = buffer.get(index);
    return index == 0
        || (store.kind() == Operation.Kind.STORE
            && buffer.subList(0, index).stream()
                .noneMatch(earlier -> earlier.location() == store.location()));
  }

  void flush(int actor, int index) {
    List<Operation> rest = new ArrayList<>(parts[actor].buffer);
    Operation store = rest.remove(index);
    words[store.location()] = store.value();
    parts[actor].buffer = List.copyOf(rest);
  }

  private void flushAll(int actor) {
    while (pending(actor) > 0) {
      flush(actor, 0);
    }
  }

  /** The actor's process ends; the kernel tells so only after all that it stored is visible. */
  void kill(int actor) {
    flushAll(actor);
    parts[actor].life = Life.DEAD;
    parts[actor].next = null;
  }

  /** Adds to a word on behalf of the kernel's news of a death. */
  void announce(int location) {
    words[location] = words[location] + 1 & COUNTED;
  }

  /** What tells this state from others with another future, mixed to 128 bits. */
  Mark mark() {
    Mark mark = new Mark(1, 2).with(words).with(notes);
    for (Part part : parts) {
      mark = mark.with(part.life.ordinal());
      if (part.life == Life.RUNNING) {
        mark = mark.with(part.local);
        for (int i = part.roundStart; i < part.log.length; i++) {
          mark = mark.with(part.log[i]);
        }
        mark = mark.with(part.log.length - part.roundStart);
      }
      for (Operation store : part.buffer) {
        mark = mark.with(store.kind().ordinal()).with(store.location()).with(store.value());
      }
      mark = mark.with(part.buffer.size());
    }
    return mark;
  }

  /** Two independent 64-bit sums. */
  record Mark(long one, long two) {
    Mark with(long value) {
      long a = (one ^ value) * 0x9E3779B97F4A7C15L;
      long b = (two + value) * 0xD6E8FEB86659FD93L;
      return new Mark(a ^ a >>> 29, b ^ b >>> 32);
    }

    Mark with(long[] values) {
      Mark mark = with(values.length);
      for (long value : values) {
        mark = mark.with(value);
      }
      return mark;
    }
  }
}
