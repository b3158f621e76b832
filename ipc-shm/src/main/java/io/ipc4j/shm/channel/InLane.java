package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.OverrunReader;
import io.ipc4j.spi.Inflow;
import org.jspecify.annotations.Nullable;

/**
 * A lane that a receiving port reads, by one of two sides: the lane says which. Belongs to the
 * port's thread.
 */
final class InLane implements IncomingLane {
  private final LaneName name;
  private final LaneFile file;
  private final Inflow inflow;
  private final int slot;
  private final OpenChannel channel;
  private final boolean overwritten;
  private final WriterEnd end;
  private @Nullable LaneReader reader;
  private @Nullable OverrunReader overrunReader;

  private InLane(OpenChannel channel, LaneName name, LaneFile file, Inflow inflow, int slot) {
    this.channel = channel;
    this.name = name;
    this.file = file;
    this.inflow = inflow;
    this.slot = slot;
    this.overwritten = file.shape().discipline() == Discipline.OVERWRITES;
    this.end = new WriterEnd(channel, name, file);
  }

  /**
   * Attaches to a lane.
   *
   * <p>Where there are many readers, the writer must admit this end to its slot first; the only one
   * goes on where the slot's last reader was.
   *
   * @param slot by which to read
   * @return the lane, or null if it is gone
   */
  static @Nullable InLane attach(OpenChannel channel, LaneName name, Inflow inflow, int slot) {
    LaneFile file = LaneFile.attachToRead(name.in(channel.directory())).orElse(null);
    if (file == null) {
      return null;
    }
    boolean done = false;
    try {
      InLane lane = new InLane(channel, name, file, inflow, slot);
      if (!channel.spec().hasManyReceivers()) {
        lane.resume();
      }
      done = true;
      return lane;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  @Override
  public LaneName name() {
    return name;
  }

  @Override
  public LaneFile file() {
    return file;
  }

  @Override
  public Inflow inflow() {
    return inflow;
  }

  /** Whether the writer waits for nobody: then {@link #overrunReader} reads, else another side. */
  boolean isOverwritten() {
    return overwritten;
  }

  /** The reading side, or null if the writer hadn't admitted it when last asked. */
  @Nullable LaneReader reader() {
    return reader;
  }

  /** The reading side, or null if the writer hasn't admitted it. */
  @Nullable LaneReader admittedReader() {
    if (reader == null && isAdmitted()) {
      resume();
    }
    return reader;
  }

  /** The same where the writer waits for nobody. */
  @Nullable OverrunReader overrunReader() {
    if (overrunReader == null && isAdmitted()) {
      resume();
    }
    return overrunReader;
  }

  private boolean isAdmitted() {
    return file.layout().admitted(slot) == channel.member(); // [ADMIT]
  }

  private void resume() {
    if (overwritten) {
      overrunReader = OverrunReader.resume(file.layout(), slot, channel.spec().checksum());
    } else {
      reader =
          LaneReader.resume(
              file.layout(),
              slot,
              channel.spec().checksum(),
              file.poolReader(channel.spec().maxMessageSize()));
    }
  }

  /** The error to throw if the record that its reader stands at isn't what was sent. */
  IpcCorruptException damaged(LaneReader side) {
    return side.damaged(channel.spec().name(), channel.session().nameOf(name.member()));
  }

  /** The same where the writer waits for nobody. */
  IpcCorruptException damaged(OverrunReader side) {
    return side.damaged(channel.spec().name(), channel.session().nameOf(name.member()));
  }

  @Override
  public WriterEnd end() {
    return end;
  }

  @Override
  public boolean isEmpty() {
    if (overwritten) {
      OverrunReader side = overrunReader();
      return side == null || side.isEmpty();
    }
    LaneReader side = admittedReader();
    return side == null || side.isEmpty();
  }
}
