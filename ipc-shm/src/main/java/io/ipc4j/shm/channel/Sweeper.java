package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.shm.lane.PoolFile;
import io.ipc4j.shm.lane.SharedCursor;
import io.ipc4j.shm.session.Session;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Removes what the dead left in a channel's directory, never what anybody alive uses, nor a queue's
 * unread messages.
 *
 * <p>Stateless; safe when many run at once: whatever it removes, nobody will write to again, and
 * who still reads it has it mapped.
 */
final class Sweeper {

  private Sweeper() {}

  /**
   * Removes a file if nobody needs it.
   *
   * @return false if it holds unread messages of a writer that is gone, or its writer is alive
   */
  static boolean remove(Session session, Path path) {
    if (SharedFile.isUnfinished(path)) {
      SharedFile.sweepUnfinished(path);
      return true;
    }
    Optional<LaneName> name = LaneName.ofAny(path);
    if (name.isEmpty()) {
      return true; // the control file, which its owner removes, or something foreign
    }
    if (session.isAlive(name.get().member())) {
      return false;
    }
    Optional<Path> lane = PoolFile.laneOf(path).or(() -> LongFile.laneOf(path));
    if (lane.isPresent()) {
      return removeLonely(path, lane.get());
    }
    if (name.get().back()) {
      LaneFile.remove(path); // replies to a member that is gone
      return true;
    }
    return removeEnded(session, path);
  }

  /**
   * Removes a pool or a long message whose lane was never finished, or was removed already; else it
   * goes with it.
   */
  private static boolean removeLonely(Path file, Path lane) {
    if (!Files.exists(lane, LinkOption.NOFOLLOW_LINKS)) {
      SharedFile.remove(file);
    }
    return true;
  }

  /**
   * Removes a lane that its writer has closed, or whose writer is gone, if nobody needs it.
   *
   * @return whether nobody did
   */
  static boolean removeEnded(Session session, Path path) {
    boolean needed = isNeeded(session, path);
    if (!needed) {
      LaneFile.remove(path);
      LongFile.removeAllOf(path);
    }
    return !needed;
  }

  /** Whether a lane whose writer is gone still has somebody to read it, now or later. */
  private static boolean isNeeded(Session session, Path path) {
    Optional<LaneFile> file;
    try {
      file = LaneFile.attach(path);
    } catch (IpcCorruptException e) {
      return false; // it has no writer any more, and no reader can begin to read it
    }
    if (file.isEmpty()) {
      return false;
    }
    try (LaneFile lane = file.get()) {
      LaneLayout layout = lane.layout();
      if (layout.acceptedBy() != 0) {
        return session.isAlive(layout.acceptedBy()) && !layout.isReaderEnded();
      }
      Discipline discipline = lane.shape().discipline();
      if (discipline.isShared()) {
        return hasUnread(layout, discipline);
      }
      return lane.shape().slots() == 1 ? layout.hasUnread(0) : hasReader(session, layout);
    }
  }

  private static boolean hasUnread(LaneLayout layout, Discipline discipline) {
    try {
      return SharedCursor.hasUnread(layout, discipline.checksum());
    } catch (IpcCorruptException e) {
      return false; // as above
    }
  }

  private static boolean hasReader(Session session, LaneLayout layout) {
    for (int slot = 0; slot < layout.slots(); slot++) {
      long reader = layout.admitted(slot);
      if (reader != 0 && session.isAlive(reader) && layout.hasUnread(slot)) {
        return true;
      }
    }
    return false;
  }
}
