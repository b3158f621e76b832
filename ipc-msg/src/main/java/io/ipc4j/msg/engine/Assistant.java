package io.ipc4j.msg.engine;

import io.ipc4j.spi.Link;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    private final Connection connection;
    private final Runnable onNews;
    private long pause = PATIENCE;
    private long due;

    /**
     * Makes a task.
     *
     * @param source what becomes ready
     * @param connection reads what is there; once it has ended it needs no help any more, although
     *     the source looks ready for ever
     * @param onNews called when it has read something, or its end
     */
    Task(Source source, Connection connection, Runnable onNews) {
      this.source = source;
      this.connection = connection;
      this.onNews = onNews;
    }

    /** Whether there was anything. */
    boolean readAhead() {
      boolean any = connection.readAhead();
      if (any) {
        onNews.run();
      }
      return any;
    }

    boolean isOver() {
      return connection.state() != Link.State.UP;
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

  /** Something has arrived; said once for each part of the source that is ready. */
  void arrived(Task task, long now) {
    if (waiting.contains(task)) {
      return;
    }
    task.due = now + task.pause;
    waiting.add(task);
  }

  /** Reads what has waited for long enough. */
  void help(long now, Poller poller) {
    waiting.removeIf(task -> {
      if (now - task.due < 0) {
        return false;
      }
      boolean useful = task.readAhead();
      task.pause = useful ? PATIENCE : Math.min(LONGEST, 2 * task.pause);
      if (!task.isOver()) {
        begin(task, poller);
      }
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
