package io.ipc4j.msg.engine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Has an engine's thread read ahead where the system holds little and the owner doesn't read: only
 * what has waited for a while, so that it doesn't get in the way of an owner who does. Belongs to
 * that thread.
 */
final class Assistant {
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Logger LOG = System.getLogger(Assistant.class.getName());

  private final List<Task> waiting = new ArrayList<>();

  /** One stream that may need help. */
  static final class Task {
    private final Source source;
    private final BooleanSupplier readAhead;
    private long pause = PATIENCE;
    private long due;

    /**
     * Makes a task.
     *
     * @param source what becomes ready
     * @param readAhead reads what is there; false if nothing was, or nothing more is held
     */
    Task(Source source, BooleanSupplier readAhead) {
      this.source = source;
      this.readAhead = readAhead;
    }
  }

  /** Waits for what arrives; a stream that is closed needs no help any more. */
  void begin(Task task, Poller poller) {
    try {
      poller.once(task.source, Poller.Interest.READ, task);
    } catch (IOException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
    }
  }

  /** Something has arrived. */
  void arrived(Task task, long now) {
    task.due = now + task.pause;
    waiting.add(task);
  }

  /** Reads what has waited for long enough. */
  void help(long now, Poller poller) {
    waiting.removeIf(task -> {
      if (now - task.due < 0) {
        return false;
      }
      boolean useful = task.readAhead.getAsBoolean();
      task.pause = useful ? PATIENCE : Math.min(LONGEST, 2 * task.pause);
      begin(task, poller);
      return true;
    });
  }

  /** When there is something to do, no later than {@code latest}. */
  long due(long now, long latest) {
    long next = latest - now;
    for (Task task : waiting) {
      next = Math.min(next, task.due - now);
    }
    return now + next;
  }
}
