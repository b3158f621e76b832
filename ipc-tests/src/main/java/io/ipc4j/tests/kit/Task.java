package io.ipc4j.tests.kit;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A part of a test that runs on a thread of its own. Ends with the test: the kit interrupts it.
 *
 * @param <T> the type of its result
 */
public final class Task<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Duration patience;
  private final Thread thread;

  Task(String name, Thread.Builder threads, Duration patience, Callable<T> body) {
    this.patience = patience;
    this.thread = threads.name(name).unstarted(() -> run(body));
  }

  Task<T> start() {
    thread.start();
    return this;
  }

  private void run(Callable<T> body) {
    try {
      result.complete(body.call());
    } catch (Throwable e) { // an assertion that fails here fails the test
      result.completeExceptionally(e);
    }
  }

  /**
   * Waits for the end of the task.
   *
   * @return its result
   * @throws Exception what the task threw, as it is
   */
  public T get() throws Exception {
    try {
      return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      AssertionError stuck = new AssertionError("thread " + thread.getName() + " is stuck");
      stuck.setStackTrace(thread.getStackTrace());
      throw stuck;
    }
  }

  /**
   * Waits for the end of the task, which must fail.
   *
   * @return what it threw
   */
  public Throwable failure() {
    try {
      T value = get();
      throw new AssertionError("thread " + thread.getName() + " ended well, with " + value);
    } catch (Exception e) {
      return e;
    }
  }

  /**
   * Tells whether the task has ended.
   *
   * @return whether it has
   */
  public boolean isDone() {
    return result.isDone();
  }

  /** Interrupts the task's thread. */
  public void interrupt() {
    thread.interrupt();
  }

  /** Tells whether the thread is inside a method of that name now. */
  boolean isInside(String method) {
    return Arrays.stream(thread.getStackTrace()).anyMatch(f -> f.getMethodName().equals(method));
  }

  /** Interrupts the thread and waits a moment for it, if it still runs. */
  void end() {
    if (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join(Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
