package io.ipc4j.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handle's background calls one after another, each blocking on a virtual thread. Safe for
 * any thread.
 *
 * <p>A cancelled future that has not begun is skipped. Closing fails what has not begun; a call in
 * progress notices the closing of its handle by itself.
 */
public final class AsyncQueue {
  private record Call<T>(Callable<T> body, CompletableFuture<T> result) {
    void run() {
      if (result.isDone()) {
        return;
      }
      try {
        result.complete(body.call());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        result.completeExceptionally(e);
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    }
  }

  private final String name;
  private final RuntimeException closedError;
  private final Deque<Call<?>> calls = new ArrayDeque<>();
  private @Nullable Thread worker;
  private boolean closed;

  AsyncQueue(String name, RuntimeException closedError) {
    this.name = name;
    this.closedError = closedError;
  }

  /** Appends a call. */
  public synchronized <T> CompletableFuture<T> submit(Callable<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (closed) {
      result.completeExceptionally(closedError);
      return result;
    }
    calls.add(new Call<>(body, result));
    if (worker == null) {
      worker = Thread.ofVirtual().name(name).start(this::work);
    }
    return result;
  }

  private void work() {
    while (true) {
      Call<?> call;
      synchronized (this) {
        call = calls.poll();
        if (call == null) {
          worker = null;
          return;
        }
      }
      call.run();
    }
  }

  void close() {
    Deque<Call<?>> rest;
    synchronized (this) {
      closed = true;
      rest = new ArrayDeque<>(calls);
      calls.clear();
    }
    rest.forEach(call -> call.result().completeExceptionally(closedError));
  }
}
