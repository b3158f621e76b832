package io.ipc4j.shm.model;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.lane.LaneReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A receiver, or a subscriber where the lane has many slots: as the port does it. */
final class ReceivingActor implements Actor {
  private final int capacity;
  private final int slots;
  private final int slot;
  private final int batch;
  private final boolean sleeping;
  private final boolean pooled;
  private final Mutant mutant;

  ReceivingActor(
      int capacity,
      int slots,
      int slot,
      int batch,
      boolean sleeping,
      boolean pooled,
      Mutant mutant) {
    this.capacity = capacity;
    this.slots = slots;
    this.slot = slot;
    this.batch = batch;
    this.sleeping = sleeping;
    this.pooled = pooled;
    this.mutant = mutant;
  }

  @Override
  public void run(Steps steps) {
    new Run(steps, new ModelMemory(steps, capacity, slots, mutant)).receiveAll();
  }

  private final class Run {
    private final Steps steps;
    private final ModelMemory memory;
    private @Nullable LaneReader reader;

    Run(Steps steps, ModelMemory memory) {
      this.steps = steps;
      this.memory = memory;
    }

    void receiveAll() {
      if (slots == 1) {
        reader = LaneReader.resume(memory, slot, ChecksumKind.NONE, ModelPool.reader());
      } else {
        steps.release(memory.word(slot, ModelMemory.MEMBER), slot + 1);
        steps.add(memory.word(ModelMemory.READERS), 1);
      }
      while (true) {
        beginRound();
        if (readSome() == 0) {
          if (isOver()) {
            return;
          }
          if (sleeping) {
            sleep();
          }
        }
      }
    }

    private void beginRound() {
      LaneReader side = reader;
      long[] more =
          side == null
              ? new long[] {-1}
              : new long[] {side.position(), side.isRedelivered() ? 1 : 0};
      steps.beginRound(memory.remembered(more));
    }

    private @Nullable LaneReader admitted() {
      if (reader == null && memory.admitted(slot) == slot + 1) {
        reader = LaneReader.resume(memory, slot, ChecksumKind.NONE, ModelPool.reader());
      }
      return reader;
    }

    private int readSome() {
      LaneReader side = admitted();
      if (side == null) {
        return 0;
      }
      int count = 0;
      while (count < (side.isRedelivered() ? 1 : batch) && side.next()) {
        handle(side);
        side.done();
        count++;
      }
      side.finish(count);
      if (side.roomWanted()) {
        memory.answered();
        wakeWriter();
      }
      return count;
    }

    private void handle(LaneReader side) {
      boolean again = side.isRedelivered();
      long[] found = side.isReference() ? chunk(side) : payload(side);
      int flags = side.flags();
      steps.observe(world -> check(world, flags, found, again));
    }

    private long[] chunk(LaneReader side) {
      return new long[] {steps.load(memory.chunk(side.chunk().offset()))};
    }

    private long[] payload(LaneReader side) {
      long[] found = new long[side.length() / Long.BYTES];
      for (int i = 0; i < found.length; i++) {
        found[i] = steps.load(ModelMemory.payloadWord(side.offset(), i));
      }
      return found;
    }

    private void check(World world, int flags, long[] found, boolean again) {
      int next = (int) world.note(Messages.nextOf(slot));
      int first = (int) world.note(Messages.firstOf(slot));
      int number = Math.max(next, first);
      if (isMessage(number, flags, found)) {
        world.note(Messages.nextOf(slot), number + 1);
      } else if (again && next > 0 && isMessage(next - 1, flags, found)) {
        world.note(Messages.twiceOf(slot), world.note(Messages.twiceOf(slot)) + 1);
      } else {
        throw new AssertionError(
            "reader " + slot + " got " + flags + Arrays.toString(found) + " instead of " + number);
      }
    }

    private boolean isMessage(int number, int flags, long[] found) {
      int length = pooled ? Long.BYTES : Messages.length(number);
      boolean same = flags == Messages.flags(number) && found.length * Long.BYTES == length;
      for (int i = 0; same && i < found.length; i++) {
        same = found[i] == Messages.content(number, i);
      }
      return same;
    }

    private void wakeWriter() {
      int asleep = memory.word(ModelMemory.WRITER_ASLEEP);
      if (steps.load(asleep) != 0 && steps.compareAndSet(asleep, 1, 0)) {
        steps.add(memory.word(ModelMemory.WRITER_BELL), 1);
      }
    }

    private boolean isEmpty() {
      LaneReader side = admitted();
      return side == null || side.isEmpty();
    }

    private boolean isOver() {
      if (mutant == Mutant.EMPTY_BEFORE_ENDED) {
        return isEmpty() && hasEnded();
      }
      return hasEnded() && isEmpty();
    }

    private boolean hasEnded() {
      return memory.isClosed() || !steps.isAlive(0);
    }

    private void sleep() {
      int bell = memory.word(slot, ModelMemory.BELL);
      long token = steps.load(bell);
      long bit = 1L << slot;
      long ignored = steps.or(memory.word(ModelMemory.SLEEPERS), bit);
      if (mutant != Mutant.NO_BARRIER) {
        steps.barrier();
      }
      if (mutant == Mutant.NO_SECOND_LOOK || (isEmpty() && !memory.isClosed())) {
        steps.awaitChange(bell, token);
      }
      ignored = steps.andNot(memory.word(ModelMemory.SLEEPERS), bit);
    }
  }
}
