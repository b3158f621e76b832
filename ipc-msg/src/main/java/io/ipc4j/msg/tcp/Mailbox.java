package io.ipc4j.msg.tcp;

import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.engine.Rendezvous.Home;
import io.ipc4j.msg.wire.Hello;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What has come of an end's visits, until its endpoint fetches it. Safe for any thread. */
final class Mailbox {
  /** The outcome of a visit: {@code theirs} if both ends agree, else {@code why}. */
  record News(Handshake handshake, @Nullable Hello theirs, @Nullable Exception why) {}

  private final Queue<News> waiting = new ArrayDeque<>();
  private @Nullable Home home;
  private boolean closed;

  /** Has a home woken for what comes. */
  synchronized void open(Home whose) {
    home = whose;
  }

  /** Whose mail it is; null before it is open, and after it was closed. */
  synchronized @Nullable Home home() {
    return closed ? null : home;
  }

  /** Leaves news; a stream that nobody will fetch is closed. */
  void put(News news) {
    Home wakes = null;
    synchronized (this) {
      if (!closed) {
        waiting.add(news);
        wakes = home;
      }
    }
    if (wakes != null) {
      wakes.wake();
    } else if (news.theirs() != null) {
      news.handshake().stream().close();
    }
  }

  synchronized @Nullable News take() {
    return waiting.poll();
  }

  synchronized void close() {
    closed = true;
    for (News news : waiting) {
      news.handshake().stream().close();
    }
    waiting.clear();
  }
}
