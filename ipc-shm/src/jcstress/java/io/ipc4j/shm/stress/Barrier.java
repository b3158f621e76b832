package io.ipc4j.shm.stress;

import io.ipc4j.shm.posix.Membarrier;
import java.lang.invoke.VarHandle;

/** What {@link io.ipc4j.shm.session.BellGate} does between saying and looking. */
final class Barrier {
  private Barrier() {}

  static void execute() {
    if (!Membarrier.barrier()) {
      VarHandle.fullFence();
    }
  }
}
