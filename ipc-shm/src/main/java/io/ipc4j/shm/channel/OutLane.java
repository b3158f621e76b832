package io.ipc4j.shm.channel;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.shm.lane.Admission;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.BellGate;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * What a sending port has beside its writer: the file of its lane, those who read it, and where it
 * sleeps meanwhile. What is done for each message stays in the ports, each with code of its own.
 *
 * <p><b>Ordering.</b> The file exists before {@code [LANES]} says so. <b>Ownership.</b> {@link
 * #refresh} by the port's thread, the rest by any. <b>If the process dies here</b>, as the ports.
 */
final class OutLane {
  private final OpenChannel channel;
  private final LaneFile file;
  private final WriterPlace place;
  private final BellGate gate;
  private final ReaderWatch watch;
  private final Readers readers;

  /**
   * Tells the receivers of a lane.
   *
   * @param file from {@link #create}
   * @param writer lets in who reads by slots
   * @param wantFor the position that readers must reach before a payload of a length fits
   */
  OutLane(OpenChannel channel, LaneFile file, Admission writer, LongUnaryOperator wantFor) {
    this.channel = channel;
    this.file = file;
    this.watch = new ReaderWatch(channel, file);
    this.place = new WriterPlace(file.layout(), wantFor);
    this.gate = new BellGate(place, channel.session());
    this.readers = readers(writer);
    channel.control().lanesChanged(); // [LANES]
    channel.wakeReceivers();
    watch.start();
  }

  /** Creates the file: each port writes one lane. */
  static LaneFile create(OpenChannel channel, Discipline discipline) {
    int slots = channel.spec().pattern() == Pattern.PUBLISH_SUBSCRIBE ? ControlLayout.SLOTS : 1;
    return channel.createLane(name(channel), slots, discipline);
  }

  private static LaneName name(OpenChannel channel) {
    return new LaneName(false, channel.member(), 0);
  }

  private Readers readers(Admission writer) {
    Runnable onDeath = this::readerDied;
    if (file.shape().discipline().isShared()) {
      return new AnyReader(channel, onDeath);
    }
    return file.shape().slots() > 1
        ? new ManyReaders(channel, writer, onDeath)
        : new OneReader(channel, onDeath);
  }

  /** On a thread of the watcher's: the sender may wait for it. */
  private void readerDied() {
    meet();
    channel.control().readersChanged(); // [READERS]
    gate.wake();
  }

  /**
   * Looks who reads now.
   *
   * @return whether anybody does
   */
  boolean refresh() {
    return readers.refresh();
  }

  /** Takes note of who reads, so that it is known who it was if one dies. */
  void meet() {
    watch.meet();
  }

  /** How many messages were sent to readers that died before they took them. */
  long inDoubt() {
    return readers.inDoubt();
  }

  /** Those who read and live; nobody once the channel is closed. */
  List<PeerInfo> peers() {
    return watch.peers();
  }

  /** Who read and died, the latest last. */
  List<PeerInfo> deadPeers() {
    return watch.deadPeers();
  }

  /** Where the length is noted for which there was no room. */
  WriterPlace place() {
    return place;
  }

  /** What to wait on for room or a reader. */
  BellGate gate() {
    return gate;
  }

  /**
   * Lets go of the memory, before {@link #end}: what an owner that is still sending would publish
   * after the lane's end might not be read.
   */
  void letGo() {
    watch.stop();
    file.close();
  }

  /** Ends the lane, and this end of the channel. */
  void end() {
    readers.forget();
    channel.endLane(name(channel));
    channel.close();
  }
}
