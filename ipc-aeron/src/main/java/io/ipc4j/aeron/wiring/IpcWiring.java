package io.ipc4j.aeron.wiring;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;

/** All streams go through memory that the machine's processes share. */
public final class IpcWiring implements Wiring {
  private static final String IPC = "aeron:ipc";

  /** Makes the wiring, which is the same for all. */
  public IpcWiring() {}

  @Override
  public String hearNewcomers() {
    return IPC;
  }

  @Override
  public String announce() {
    return IPC;
  }

  @Override
  public String inbox() {
    return IPC;
  }

  @Override
  public int port(Subscription inbox) {
    return 0;
  }

  @Override
  public String moreOfInbox() {
    return IPC;
  }

  @Override
  public String peer(String source, int port, boolean listens) {
    return IPC;
  }

  @Override
  public String broadcast() {
    return IPC;
  }

  @Override
  public int broadcastPort(ExclusivePublication broadcast) {
    return 0;
  }

  @Override
  public String broadcastOf(String source, int port, boolean listens) {
    return IPC;
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public int longestFrame() {
    return LONGEST_FRAME;
  }

  @Override
  public String whereabouts() {
    return "";
  }
}
