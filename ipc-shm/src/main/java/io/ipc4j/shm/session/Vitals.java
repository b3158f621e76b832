package io.ipc4j.shm.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  private final Map<Long, Instant> stopped = new ConcurrentHashMap<>();

  /** Since when a member's process is stopped, or null if it isn't or that can't be known here. */
  @Nullable Instant stoppedSince(long member, Session.Description who) {
    look(who, List.of(member));
    return stopped.get(member);
  }

  /** Looks once whether the process of some members is stopped. */
  void look(Session.Description who, List<Long> members) {
    if (isStopped(who.pid()) && isSame(who)) {
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
  private static boolean isSame(Session.Description who) {
    return ProcessHandle.of(who.pid())
        .flatMap(process -> process.info().startInstant())
        .filter(start -> Duration.between(start, who.started()).abs().compareTo(TOLERANCE) < 0)
        .isPresent();
  }

  /** Whether the kernel has stopped a process, for a signal or a debugger. */
  private static boolean isStopped(long pid) {
    try {
      String line =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      int state = line.lastIndexOf(')') + 2; // a name may hold brackets and spaces
      return state < line.length() && (line.charAt(state) == 'T' || line.charAt(state) == 't');
    } catch (IOException e) {
      return false; // it ended meanwhile, or is not to be seen from here
    }
  }
}
