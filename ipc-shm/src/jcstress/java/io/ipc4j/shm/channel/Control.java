package io.ipc4j.shm.channel;

import io.ipc4j.shm.session.Sleep;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel's control file in native memory, with one receiver. Its memory is used again when many
 * more have been made.
 */
public final class Control {
  /** More than there are at once. */
  private static final int PLACES = 1 << 12;

  private static final MemorySegment POOL =
      Arena.global().allocate(PLACES * ControlLayout.FILE_SIZE, 4096);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final ControlLayout layout;

  /** One in which nobody sleeps. */
  public Control() {
    long place = NEXT.getAndIncrement() & PLACES - 1;
    MemorySegment bytes =
        POOL.asSlice(place * ControlLayout.FILE_SIZE, ControlLayout.FILE_SIZE);
    bytes.asSlice(0, 4096 + ControlLayout.SLOT_BYTES).fill((byte) 0);
    layout = new ControlLayout(bytes);
  }

  /** The receiver says that it is about to sleep. */
  public void asleep() {
    layout.asleep(0, Sleep.ALONE);
  }

  /** A sender, after it has published, looks whether it has to wake the receiver. */
  public boolean wakesReceiver() {
    return layout.sleepers() != 0 && layout.wakeUp(0) != Sleep.AWAKE;
  }
}
