package io.ipc4j.aeron.posix;

import java.lang.foreign.Arena;

/** What a process does to itself. */
public final class Processes {
  private Processes() {}

  /**
   * Makes this process the leader of a process group of its own, so that neither the end of its
   * parent nor what is typed at the parent's terminal reaches it. Without effect where it is one
   * already.
   *
   * <p>Not of a session of its own: Linux shares out a busy machine's processors by session where
   * it schedules by "autogroup", and has let a small one starve for tens of seconds beside a large
   * one, on which this one's clients then waited.
   */
  public static void leaveGroup() {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Libc.SETPGID.invokeExact(Libc.capture(arena), 0, 0);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
