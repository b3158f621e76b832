package io.ipc4j.msg.pipe;

import io.ipc4j.msg.fifo.FifoPlace;
import io.ipc4j.msg.meeting.ClaimLock;
import io.ipc4j.msg.meeting.HostilePeers;
import io.ipc4j.msg.meeting.Place;
import java.nio.file.Path;

/** Peers that break the protocol, over the transport {@code pipe}. */
final class PipeHostilePeersTest extends HostilePeers {
  @Override
  protected String transport() {
    return "pipe";
  }

  @Override
  protected Place place(Path directory, ClaimLock lock) {
    return new FifoPlace(directory, lock, new PipeProvider.Plain(), 0);
  }
}
