package io.ipc4j.shm.session;

import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which members' processes are stopped, and since when that is known. Only informs: whether
 * somebody is alive is not asked here. Thread safe.
 */
final class Vitals {
  /** A process's start is told by a clock that may be set, and is rounded. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** A name has 16 bytes at most, and 50 numbers follow it. */
  private static final int LINE = 1024;

  private final Map<Long, Instant> stopped = new ConcurrentHashMap<>();

  /** Since when a member's process is stopped, or null if it isn't or that can't be known here. */
  @Nullable Instant stoppedSince(long member, long pid, long started) {
    look(Set.of(member), pid, started);
    return stopped.get(member);
  }

  /**
   * Looks once whether the process of some members is stopped.
   *
   * @param pid of the process, as it says
   * @param started when, in milliseconds since 1970, as it says
   */
  void look(Set<Long> members, long pid, long started) {
    if (isStopped(pid) && isSame(pid, Instant.ofEpochMilli(started))) {
      Instant now = Instant.now();
      members.forEach(member -> stopped.putIfAbsent(member, now));
    } else {
      members.forEach(stopped::remove);
    }
  }

  /** Forgets all members but some. */
  void retain(Set<Long> some) {
    stopped.keySet().retainAll(some);
  }

  /** Whether this process knows the other one by the same number. */
  private static boolean isSame(long pid, Instant started) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .filter(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) < 0)
        .isPresent();
  }

  /** Whether the kernel has stopped a process, for a signal or a debugger. */
  private static boolean isStopped(long pid) {
    byte[] line = new byte[LINE];
    // A plain stream: what runs now and then isn't compiled, and the way by a channel is long.
    try (FileInputStream file = new FileInputStream("/proc/" + pid + "/stat")) {
      int at = file.read(line) - 1;
      while (at >= 0 && line[at] != ')') {
        at--; // a name may hold brackets and spaces
      }
      return at >= 0 && at + 2 < LINE && (line[at + 2] == 'T' || line[at + 2] == 't');
    } catch (IOException e) {
      return false; // it ended meanwhile, or is not to be seen from here
    }
  }
}
