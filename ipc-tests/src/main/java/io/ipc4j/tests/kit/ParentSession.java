package io.ipc4j.tests.kit;

import io.ipc4j.ChildProcess;
import io.ipc4j.Ipc;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.spi.Trait;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one session of this process in a test whose peer processes can only be its children. Used by
 * the test's thread.
 */
final class ParentSession {
  private final Lab lab;
  private @Nullable Ipc open;

  ParentSession(Lab lab) {
    this.lab = lab;
  }

  /** Whether a transport with these traits only connects parents and children. */
  static boolean isNeeded(Set<Trait> traits) {
    return traits.contains(Trait.CHILD_LAUNCHER) && !traits.contains(Trait.RENDEZVOUS);
  }

  /** The session, which the test may close. */
  Ipc session() {
    Ipc session = open;
    if (session == null) {
      session = lab.own(Ipc.open(lab.config()));
      open = session;
    }
    return session;
  }

  /** Launches a child by the session; by a new one, if the test has closed it. */
  ChildProcess launch(ProcessBuilder command) {
    try {
      return session().launch(command);
    } catch (IpcClosedException e) {
      open = null;
      return session().launch(command);
    }
  }
}
