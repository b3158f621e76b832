package io.ipc4j.shm.model;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.lane.ClaimReturn;
import io.ipc4j.shm.lane.LaneClaimant;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that competes with others, as the port does it: takes a slot, claims what is free, and
 * takes back what the dead had. Its member's number is that of its actor, so 0 is nobody's; the
 * first ones have their slots from the beginning, a later one takes any that is free.
 */
final class CompetingActor implements Actor {
  /** How many can be there at once. */
  static final int SLOTS = 2;

  private final int capacity;
  private final int self;
  private final boolean afterwards;
  private final ClaimMutant mutant;

  /**
   * A receiver.
   *
   * @param self its actor's number
   * @param afterwards whether it begins when all is sent
   */
  CompetingActor(int capacity, int self, boolean afterwards, ClaimMutant mutant) {
    this.capacity = capacity;
    this.self = self;
    this.afterwards = afterwards;
    this.mutant = mutant;
  }

  @Override
  public void run(Steps steps) {
    ModelMemory memory = new ModelMemory(steps, capacity, SLOTS, mutant);
    new Run(steps, memory).receiveAll();
  }

  private final class Run {
    private final Steps steps;
    private final ModelMemory memory;
    private @Nullable LaneClaimant claimant;
    private long seen = -1;

    Run(Steps steps, ModelMemory memory) {
      this.steps = steps;
      this.memory = memory;
    }

    void receiveAll() {
      if (afterwards) {
        steps.awaitChange(memory.word(ModelMemory.CLOSED), 0);
      }
      int slot = takeSlot();
      steps.add(memory.word(ModelMemory.READERS), 1);
      LaneClaimant side = new LaneClaimant(memory, slot, ChecksumKind.NONE);
      claimant = side;
      while (true) {
        begin(0, slot, side);
        look(side);
        begin(1, slot, side);
        if (side.next()) {
          handle(side);
          side.done();
          begin(2, slot, side);
          side.finish(1);
        } else {
          begin(3, slot, side);
          side.finish(0);
          begin(4, slot, side);
          if (isOver(side)) {
            boolean ignored = freeSlot(slot, self);
            return;
          }
        }
      }
    }

    /** What it has read before matters no more: the fewer states there are. */
    private void begin(int phase, int slot, LaneClaimant side) {
      steps.beginRound(phase, slot, seen, side.position(), side.released());
    }

    private int takeSlot() {
      if (self <= SLOTS) {
        steps.release(memory.word(self - 1, ModelMemory.MEMBER), self);
        return self - 1;
      }
      while (true) {
        steps.beginRound(-1);
        returnThoseOfTheDead();
        for (int slot = 0; slot < SLOTS; slot++) {
          int member = memory.word(slot, ModelMemory.MEMBER);
          if (steps.load(member) == 0 && steps.compareAndSet(member, 0, self)) {
            return slot;
          }
        }
      }
    }

    private void look(LaneClaimant side) {
      long now = steps.load(memory.word(ModelMemory.READERS));
      if (now != seen) {
        seen = now;
        returnThoseOfTheDead();
        if (mutant != ClaimMutant.NO_RESCAN) {
          side.rescan();
        }
      }
    }

    private void returnThoseOfTheDead() {
      long[] dead = new long[SLOTS];
      boolean any = false;
      for (int slot = 0; slot < SLOTS; slot++) {
        long member = steps.load(memory.word(slot, ModelMemory.MEMBER));
        boolean gone = member != 0 && member != self && !steps.isAlive((int) member);
        dead[slot] = gone ? member : 0;
        any |= gone;
      }
      if (!any) {
        return;
      }
      if (mutant != ClaimMutant.NO_RETURN) {
        ClaimReturn.run(memory, ChecksumKind.NONE, slot -> isGone(slot, dead));
      }
      steps.add(memory.word(ModelMemory.READERS), 1);
      free(dead);
      steps.add(memory.word(ModelMemory.READERS), 1);
      seen = -1;
    }

    private boolean isGone(int slot, long[] dead) {
      if (mutant == ClaimMutant.NO_SECOND_LOOK_AT_SLOT) {
        return dead[slot] != 0;
      }
      long member = steps.load(memory.word(slot, ModelMemory.MEMBER));
      return member == 0 || member == dead[slot];
    }

    private void free(long[] dead) {
      for (int slot = 0; slot < SLOTS; slot++) {
        if (dead[slot] != 0) {
          boolean ignored = freeSlot(slot, dead[slot]);
        }
      }
    }

    private boolean freeSlot(int slot, long member) {
      return steps.compareAndSet(memory.word(slot, ModelMemory.MEMBER), member, 0);
    }

    private void handle(LaneClaimant side) {
      long found = steps.load(ModelMemory.payloadWord(side.offset(), 0));
      int flags = side.flags();
      int length = side.length();
      boolean marked = side.isRedelivered();
      steps.observe(world -> check(world, flags, length, found, marked));
    }

    private void check(World world, int number, int length, long found, boolean marked) {
      if (length != SharedSendingActor.LENGTH || found != Messages.content(number, 0)) {
        throw new AssertionError("got " + number + ", " + length + " bytes: " + found);
      }
      int note = marked ? SharedMessages.markedOf(number) : SharedMessages.unmarkedOf(number);
      world.note(note, world.note(note) + 1);
      if (world.note(SharedMessages.unmarkedOf(number)) > 1) {
        throw new AssertionError(number + " came twice unmarked");
      }
      world.note(SharedMessages.HANDLED, world.note(SharedMessages.HANDLED) + 1);
    }

    private boolean isOver(LaneClaimant side) {
      return (memory.isClosed() || !steps.isAlive(0)) && side.isEmpty();
    }
  }
}
