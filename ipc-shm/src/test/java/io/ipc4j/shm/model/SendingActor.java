package io.ipc4j.shm.model;

import io.ipc4j.shm.lane.LaneWriter;

/**
 * A sender, or a publisher where the lane has many slots: as the port does it, over the real
 * writer. Actor 0; the reader of slot n is actor n + 1, or the successor of that one.
 */
final class SendingActor implements Actor {
  private final int capacity;
  private final int slots;
  private final int messages;
  private final boolean sleeping;
  private final Mutant mutant;

  SendingActor(int capacity, int slots, int messages, boolean sleeping, Mutant mutant) {
    this.capacity = capacity;
    this.slots = slots;
    this.messages = messages;
    this.sleeping = sleeping;
    this.mutant = mutant;
  }

  @Override
  public void run(Steps steps) {
    ModelMemory memory = new ModelMemory(steps, capacity, slots, mutant);
    new Run(steps, memory).sendAll();
  }

  private final class Run {
    private final Steps steps;
    private final ModelMemory memory;
    private final LaneWriter writer;
    private final long[] admitted = new long[slots];
    private long readersSeen = -1;
    private int number;

    Run(Steps steps, ModelMemory memory) {
      this.steps = steps;
      this.memory = memory;
      this.writer = memory.watch(slots == 1 ? LaneWriter.toOne(memory) : LaneWriter.toMany(memory));
    }

    void sendAll() {
      for (; number < messages; number++) {
        send();
      }
      memory.close();
      if (sleeping) {
        wakeReaders();
      }
    }

    private void send() {
      int length = Messages.length(number);
      long at = claim(length);
      while (at < 0) {
        at = sleeping ? sleepOrClaim(length) : claim(length);
      }
      for (int i = 0; i < length / Long.BYTES; i++) {
        steps.store(ModelMemory.payloadWord(at, i), Messages.content(number, i));
      }
      writer.commit(Messages.flags(number), number % 2 == 0);
      int sent = number + 1;
      steps.observe(world -> world.note(Messages.SENT, sent));
      if (sleeping) {
        wakeReaders();
      }
    }

    private long claim(int length) {
      long[] more = {number, writer.tail(), readersSeen, admitted[0], admitted[slots - 1]};
      steps.beginRound(memory.remembered(more));
      return slots == 1 || somebodyReads() ? writer.tryClaim(length) : LaneWriter.NO_ROOM;
    }

    /** Says that it is about to sleep, looks again, and sleeps if there is nothing to do. */
    private long sleepOrClaim(int length) {
      long token = steps.load(memory.word(ModelMemory.WRITER_BELL));
      memory.want(writer.wantFor(length));
      steps.store(memory.word(ModelMemory.WRITER_ASLEEP), 1);
      if (mutant != Mutant.NO_BARRIER) {
        steps.barrier();
      }
      long at = mutant == Mutant.NO_SECOND_LOOK ? LaneWriter.NO_ROOM : claim(length);
      if (at < 0) {
        steps.awaitChange(memory.word(ModelMemory.WRITER_BELL), token);
      }
      memory.want(0);
      steps.store(memory.word(ModelMemory.WRITER_ASLEEP), 0);
      return at < 0 ? claim(length) : at;
    }

    private boolean somebodyReads() {
      long now = steps.load(memory.word(ModelMemory.READERS));
      if (now == readersSeen) {
        return true;
      }
      boolean anybody = false;
      for (int slot = 0; slot < slots; slot++) {
        anybody |= lookAt(slot);
      }
      readersSeen = anybody ? now : -1;
      return anybody;
    }

    private boolean lookAt(int slot) {
      long member = steps.load(memory.word(slot, ModelMemory.MEMBER));
      boolean alive = member != 0 && steps.isAlive(slot + 1);
      if (admitted[slot] != 0 && !alive && mutant != Mutant.NO_DISMISSAL) {
        writer.dismiss(slot);
        admitted[slot] = 0;
      }
      if (alive && admitted[slot] == 0) {
        int first = number;
        steps.observe(world -> world.note(Messages.firstOf(slot), first));
        writer.admit(slot, member);
        admitted[slot] = member;
      }
      return alive;
    }

    private void wakeReaders() {
      if (mutant == Mutant.NO_LOOK_AT_SLEEPERS) {
        return;
      }
      long left = steps.load(memory.word(ModelMemory.SLEEPERS));
      for (int slot = 0; slot < slots; slot++) {
        long bit = 1L << slot;
        if ((left & bit) != 0
            && (steps.andNot(memory.word(ModelMemory.SLEEPERS), bit) & bit) != 0) {
          steps.add(memory.word(slot, ModelMemory.BELL), 1);
        }
      }
    }
  }
}
