package io.ipc4j.msg.mq;

import io.ipc4j.msg.fifo.FifoPlace;
import io.ipc4j.msg.meeting.ClaimLock;
import io.ipc4j.msg.meeting.HostilePeers;
import io.ipc4j.msg.meeting.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Peers that break the protocol, over the transport {@code mq}. */
final class MqHostilePeersTest extends HostilePeers {
  @Override
  protected String transport() {
    return "mq";
  }

  @Override
  protected Place place(Path directory, ClaimLock lock) {
    return new FifoPlace(directory, lock, new Queues("default", limits(), limits().shapes()), 4096);
  }

  private static QueueLimits limits() {
    try {
      return QueueLimits.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
