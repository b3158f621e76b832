package io.ipc4j.shm.session;

import io.ipc4j.shm.file.SharedFile;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Members that are dead though their locks still stand, since their process has no memory any more.
 * Thread safe. They are forgotten when others are added and their locks are dropped, so there are
 * never many; a member's number isn't used again, so remembering one for longer does no harm.
 */
final class Gone {
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private final SharedFile file;
  private final Set<Long> members = ConcurrentHashMap.newKeySet();
  private volatile long added;

  /**
   * Nobody yet.
   *
   * @param file of which they lock bytes
   */
  Gone(SharedFile file) {
    this.file = file;
  }

  boolean contains(long member) {
    return !members.isEmpty() && members.contains(member);
  }

  void add(Set<Long> dead) {
    members.removeIf(member -> !isLocked(member));
    members.addAll(dead);
    added = System.nanoTime();
  }

  /**
   * Waits until all their locks are dropped, or some tenths of a second have passed since they were
   * added: the locks would keep the last one to leave from removing what nobody needs any more.
   */
  void awaitLocks() {
    while (members.stream().anyMatch(this::isLocked) && System.nanoTime() - added < PATIENCE) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  private boolean isLocked(long member) {
    try {
      return file.lockedElsewhere(member);
    } catch (IllegalStateException e) {
      return false; // closed meanwhile
    }
  }
}
