package io.ipc4j.aeron.posix;

import java.lang.foreign.Arena;

/** What a process does to itself. */
public final class Processes {
  private Processes() {}

  /**
   * Makes this process the leader of a session of its own, so that neither the end of its parent
   * nor what is typed at the parent's terminal reaches it. Without effect where it is one already.
   */
  public static void leaveSession() {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Libc.SETSID.invokeExact(Libc.capture(arena));
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
