package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.SendPort;
import java.util.List;

/**
 * What all sending ports say of those who read their lane. What is done for each message stays in
 * the final classes, each with code of its own, so that the compiler sees one way only.
 */
abstract class OutPort extends SendPort {

  OutPort(PortContext context) {
    super(context);
  }

  /** The lane's file, and those who read it. */
  abstract OutLane lane();

  @Override
  protected final Gate gate() {
    return lane().gate();
  }

  @Override
  protected final long inDoubt() {
    return lane().inDoubt();
  }

  @Override
  public final boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public final List<PeerInfo> peers() {
    return lane().peers();
  }

  @Override
  public final List<PeerInfo> deadPeers() {
    return lane().deadPeers();
  }
}
