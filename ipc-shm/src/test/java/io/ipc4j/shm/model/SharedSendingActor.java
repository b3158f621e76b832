package io.ipc4j.shm.model;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.lane.LaneWriter;

/** A sender whose readers compete, over the real writer. Actor 0. */
final class SharedSendingActor implements Actor {
  /** The length of each message. */
  static final int LENGTH = 8;

  private final int capacity;
  private final int messages;
  private final ClaimMutant mutant;

  SharedSendingActor(int capacity, int messages, ClaimMutant mutant) {
    this.capacity = capacity;
    this.messages = messages;
    this.mutant = mutant;
  }

  @Override
  public void run(Steps steps) {
    ModelMemory memory = new ModelMemory(steps, capacity, CompetingActor.SLOTS, mutant);
    LaneWriter writer = memory.watch(LaneWriter.toAny(memory, ChecksumKind.NONE));
    for (int number = 0; number < messages; number++) {
      long at;
      do {
        steps.beginRound(memory.remembered(number, writer.tail()));
        at = writer.tryClaim(LENGTH);
      } while (at < 0);
      steps.store(ModelMemory.payloadWord(at, 0), Messages.content(number, 0));
      writer.commit(number, false);
      int sent = number + 1;
      steps.observe(world -> world.note(SharedMessages.SENT, sent));
    }
    memory.close();
  }
}
