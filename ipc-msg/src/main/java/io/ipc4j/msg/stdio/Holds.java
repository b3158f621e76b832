package io.ipc4j.msg.stdio;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Who is the one receiver of a queue, or the one responder, in this process and its children. A
 * parent decides for all its children. Safe for any thread.
 */
final class Holds {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
  private static final char BETWEEN = '/';

  private final Map<String, Holder> holders = new HashMap<>();

  /** Who holds; {@code trunk} leads there, or is null if it is this process. */
  private record Holder(String session, @Nullable Trunk trunk) {}

  /** Whether a channel has only one end of that role. */
  static boolean isSingle(Role role, Hello hello) {
    return switch (role) {
      case READER ->
          hello.agreement().pattern() == Pattern.QUEUE
              && hello.agreement().receivers() == Receivers.SINGLE;
      case RESPONDER -> true;
      case WRITER, REQUESTER -> false;
    };
  }

  /** What a child asks its parent for: names have no slash. */
  private static String request(Hello hello) {
    return hello.role().name() + BETWEEN + hello.channel() + BETWEEN + hello.session();
  }

  private static String key(String request) {
    int first = request.indexOf(BETWEEN);
    int second = request.indexOf(BETWEEN, first + 1);
    return second < 0 ? request : request.substring(0, second);
  }

  /**
   * Takes a channel for an end of this process; waits for the parent's word.
   *
   * @param parents who has to agree
   * @throws IpcUsageException if somebody has it; it is named
   */
  void take(Hello hello, List<Trunk> parents) {
    String request = request(hello);
    String holder = put(request, null);
    for (int i = 0; holder.isEmpty() && i < parents.size(); i++) {
      holder = ask(parents.get(i), TrunkLayout.HOLD, request, hello);
      if (!holder.isEmpty()) {
        giveBack(hello, parents.subList(0, i));
      }
    }
    if (!holder.isEmpty()) {
      throw new IpcUsageException(
          ErrorIds.RECEIVER_EXISTS,
          ErrorText.of("channel", hello.channel())
              .problem("it has a receiver already: " + holder)
              .remedy("Close that one first")
              .text());
    }
  }

  private static String ask(Trunk parent, int kind, String request, Hello hello) {
    CompletableFuture<String> answer = parent.ask(kind, request);
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + PATIENCE;
      while (true) {
        try {
          return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw new IpcTimeoutException(
          ErrorIds.TIMEOUT,
          ErrorText.of("channel", hello.channel())
              .and("parent", parent.who())
              .problem("waited 5s in vain for its answer, whether the channel has a receiver")
              .remedy("Look whether the parent is stopped")
              .text());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Gives a channel back that {@link #take} took; the parents know when this returns. */
  void giveBack(Hello hello, List<Trunk> parents) {
    String request = request(hello);
    remove(request, null);
    for (Trunk parent : parents) {
      try {
        ask(parent, TrunkLayout.RELEASE, request, hello);
      } catch (IpcTimeoutException e) {
        // it will read so when it goes on
      }
    }
  }

  /**
   * Takes a channel for an end of a child, or of this process.
   *
   * @return who has it, or empty if it was free
   */
  synchronized String put(String request, @Nullable Trunk child) {
    String key = key(request);
    Holder before = holders.get(key);
    if (before != null) {
      return before.session;
    }
    String session = request.substring(Math.min(request.length(), key.length() + 1));
    holders.put(key, new Holder(session, child));
    return "";
  }

  @SuppressWarnings("ReferenceEquality") // a trunk is itself
  synchronized void remove(String request, @Nullable Trunk child) {
    holders.computeIfPresent(key(request), (key, one) -> one.trunk == child ? null : one);
  }

  /** Gives back all that a child held. */
  @SuppressWarnings("ReferenceEquality") // a trunk is itself
  synchronized void removeAll(Trunk child) {
    holders.values().removeIf(one -> one.trunk == child);
  }
}
