package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import java.util.function.IntPredicate;

/**
 * Takes back what readers that are gone had claimed, so that others get it. Stateless; several may
 * do it at once, and one that stops on its way holds up nobody.
 *
 * <p><b>Ordering.</b> A claim is read before it is asked whether its slot is still that of who is
 * gone: a claim that a successor made later is then not touched. Since each return changes the
 * count of deliveries, a successor's claim never looks like the one that was read. <b>If the
 * process dies here</b>, the slot still has its dead member, and whoever sees that begins anew.
 */
public final class ClaimReturn {
  private ClaimReturn() {}

  /**
   * Takes all claims of some slots back.
   *
   * @param memory of the lane
   * @param checksum of the channel
   * @param isGone whether a slot still belongs to a reader that is gone; asked after each claim
   */
  public static void run(SharedLaneMemory memory, ChecksumKind checksum, IntPredicate isGone) {
    int behind = Seal.behind(checksum);
    long capacity = memory.capacity();
    long position = SharedCursor.read(memory);
    // Nobody passes a record that is claimed, so what is looked for lies ahead.
    for (long budget = 2 * capacity / Header.BYTES; budget > 0; budget--) {
      long word = memory.header(position);
      long cursor = SharedCursor.read(memory); // [ROOM]
      long end = SharedHeader.end(word, position, capacity, behind);
      if (cursor > position) {
        position = cursor; // what was read may have been anything
      } else if (word == 0 || end < 0) {
        break;
      } else if (isClaimedByGone(word, isGone)) {
        giveBack(memory, position, word); // and look again
      } else {
        position = end;
      }
    }
    long ignored = SharedCursor.help(memory, behind);
  }

  private static boolean isClaimedByGone(long word, IntPredicate isGone) {
    int claim = SharedHeader.claim(word);
    return claim >= 1 && claim != SharedHeader.DONE && isGone.test(claim - 1);
  }

  private static void giveBack(SharedLaneMemory memory, long position, long word) {
    long free = SharedHeader.returned(word);
    if (memory.giveBack(position, word, free) // [RETURN]
        && SharedCursor.read(memory) > position) {
      // It was returned and handled while this thread stood: what stands there now only looks
      // alike.
      boolean ignored = memory.giveBack(position, free, word);
    }
  }
}
