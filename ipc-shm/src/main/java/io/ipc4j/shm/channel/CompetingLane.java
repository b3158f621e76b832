package io.ipc4j.shm.channel;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneClaimant;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.spi.Inflow;
import org.jspecify.annotations.Nullable;

/** A lane of whose records a receiving port claims its share. Belongs to the port's thread. */
final class CompetingLane implements IncomingLane {
  private final OpenChannel channel;
  private final LaneName name;
  private final LaneFile file;
  private final Inflow inflow;
  private final WriterEnd end;
  private final LaneClaimant claimant;

  private CompetingLane(
      OpenChannel channel, LaneName name, LaneFile file, Inflow inflow, int slot) {
    this.channel = channel;
    this.name = name;
    this.file = file;
    this.inflow = inflow;
    this.end = new WriterEnd(channel, name, file);
    this.claimant = new LaneClaimant(file.layout(), slot, channel.spec().checksum());
  }

  /**
   * Attaches to a lane.
   *
   * @param slot this end's
   * @return the lane, or null if it is gone
   */
  static @Nullable CompetingLane attach(
      OpenChannel channel, LaneName name, Inflow inflow, int slot) {
    LaneFile file = LaneFile.attach(name.in(channel.directory())).orElse(null);
    if (file == null) {
      return null;
    }
    boolean done = false;
    try {
      CompetingLane lane = new CompetingLane(channel, name, file, inflow, slot);
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

  @Override
  public WriterEnd end() {
    return end;
  }

  @Override
  public boolean isEmpty() {
    return claimant.isEmpty();
  }

  LaneClaimant claimant() {
    return claimant;
  }

  /** The error to throw if what was claimed isn't what was sent. */
  IpcCorruptException damaged() {
    return claimant.damaged(channel.spec().name(), sender());
  }

  private String sender() {
    return channel.session().nameOf(name.member());
  }

  /** Where the message that was claimed lies, in a file of its own. */
  LongFile.Place place() {
    return LongFile.Place.read(claimant.memory(), claimant.offset());
  }

  /**
   * Opens that file.
   *
   * @throws IpcCorruptException if it isn't there, or isn't what was sent
   */
  LongFile open(LongFile.Place place) {
    LongFile message = LongFile.attach(file.path(), place);
    if (place.checksum() != message.checksum(channel.spec().checksum())) {
      message.close();
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("channel", channel.spec().name())
              .and("sender", sender())
              .and("length", place.length())
              .problem("the message doesn't match its checksum, and is not delivered")
              .text());
    }
    return message;
  }
}
