package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.SharedCursor;
import java.util.List;

/**
 * What a sender tells the application of those who read its lane: who they are, and whether one of
 * them leaves what there is to read, or what it has claimed. Thread safe.
 */
final class ReaderWatch {
  private final OpenChannel channel;
  private final LaneFile lane;
  private final Progress progress = new Progress();
  private final Acquaintances acquaintances;
  private final Runnable look = this::look;

  ReaderWatch(OpenChannel channel, LaneFile lane) {
    this.channel = channel;
    this.lane = lane;
    this.acquaintances = new Acquaintances(channel);
  }

  /** Begins to look how far they get. */
  void start() {
    channel.namespace().watcher().nowAndThen(look);
  }

  /** Ends that, before the lane is closed. */
  void stop() {
    channel.namespace().watcher().noLonger(look);
  }

  /** Those who live; nobody once the channel is closed. */
  List<PeerInfo> peers() {
    try {
      look(); // what was seen seconds ago says nothing of who is slow now
      meet(); // who is told of now is told of when it is dead
      return channel.receivers().stream().map(this::peer).toList();
    } catch (IllegalStateException e) {
      return List.of(); // closed
    }
  }

  /** Takes note of those who are there now, and of those who died since it last did. */
  void meet() {
    acquaintances.look();
  }

  /** Who died, the latest last. */
  List<PeerInfo> deadPeers() {
    try {
      meet();
    } catch (IllegalStateException e) {
      // closed: what was known last holds
    }
    return acquaintances.dead();
  }

  private PeerInfo peer(long receiver) {
    return progress.judge(receiver, channel.peer(receiver));
  }

  private void look() {
    if (lane.shape().discipline().isShared()) {
      lookAtClaims();
    } else {
      lookAtSlots();
    }
    progress.retain(channel.receivers());
  }

  private void lookAtSlots() {
    for (int slot = 0; slot < lane.layout().slots(); slot++) {
      long reader = channel.control().member(slot);
      if (reader != 0) {
        progress.note(reader, lane.layout().taken(slot), lane.layout().hasUnread(slot));
      }
    }
  }

  /** Looks who has had the same record for how long. */
  private void lookAtClaims() {
    long[] claimed = SharedCursor.claimedBy(lane.layout(), channel.spec().checksum());
    for (int slot = 0; slot < claimed.length; slot++) {
      long reader = channel.control().member(slot);
      if (reader != 0) {
        progress.note(reader, claimed[slot], claimed[slot] >= 0);
      }
    }
  }
}
