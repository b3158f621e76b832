package io.ipc4j.shm.model;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.PoolWriter;
import java.util.Arrays;

/**
 * A sender, or a publisher where the lane has many slots: as the port does it, over the real
 * writer. Actor 0; the reader of slot n is actor n + 1, or the successor of that one.
 */
final class SendingActor implements Actor {
  private final int capacity;
  private final int slots;
  private final int messages;
  private final boolean sleeping;
  private final boolean pooled;
  private final Mutant mutant;

  SendingActor(
      int capacity, int slots, int messages, boolean sleeping, boolean pooled, Mutant mutant) {
    this.capacity = capacity;
    this.slots = slots;
    this.messages = messages;
    this.sleeping = sleeping;
    this.pooled = pooled;
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
    private final long[] chunks = new long[messages];
    private long readersSeen = -1;
    private int number;

    Run(Steps steps, ModelMemory memory) {
      this.steps = steps;
      this.memory = memory;
      PoolWriter pool = pooled ? ModelPool.writer() : null;
      this.writer =
          memory.watch(
              slots == 1
                  ? LaneWriter.toOne(memory, ChecksumKind.NONE, pool)
                  : LaneWriter.toMany(memory, ChecksumKind.NONE, pool));
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
      int length = pooled ? ModelPool.LENGTH : Messages.length(number);
      long at = claim(length);
      while (at < 0) {
        at = sleeping ? sleepOrClaim(length) : claim(length);
      }
      if (pooled) {
        chunks[number] = at;
        steps.store(memory.chunk(at), Messages.content(number, 0));
      }
      for (int i = 0; !pooled && i < length / Long.BYTES; i++) {
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
      long[] lane = {number, writer.tail(), readersSeen, admitted[0], admitted[slots - 1]};
      long[] more = Arrays.copyOf(lane, lane.length + 1 + messages);
      more[lane.length] = writer.wantFor(length); // tells which chunks it takes for free
      System.arraycopy(chunks, 0, more, lane.length + 1, messages);
      steps.beginRound(memory.remembered(more));
      if (slots > 1 && !somebodyReads()) {
        return LaneWriter.NO_ROOM;
      }
      return pooled ? writer.tryClaimLarge(length) : writer.tryClaim(length);
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
