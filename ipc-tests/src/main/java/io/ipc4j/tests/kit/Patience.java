package io.ipc4j.tests.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The waiting half of a {@link Lab}: conditions, and threads that end with the test. */
public abstract sealed class Patience permits Lab {
  private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(200);

  private final Duration patience;
  private final List<Task<?>> tasks = new ArrayList<>();

  Patience(Duration patience) {
    this.patience = patience;
  }

  /**
   * How long to wait for something that must happen.
   *
   * @return far longer than anything needs that works
   */
  public Duration patience() {
    return patience;
  }

  /**
   * Waits for a condition.
   *
   * @param what what it is, for the failure
   * @param condition looked at again and again, by this thread
   */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience().toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("in vain for " + patience().toSeconds() + " s: " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("the test was ended while it waited for: " + what);
      }
      LockSupport.parkNanos(this, LOOK_AGAIN);
    }
  }

  /**
   * Runs a part of the test on a platform thread of its own.
   *
   * @param name the thread's name
   * @param body what it does
   * @param <T> the type of its result
   * @return the running task
   */
  public <T> Task<T> start(String name, Callable<T> body) {
    return start(name, Thread.ofPlatform().daemon(), body);
  }

  /**
   * Runs a part of the test on a virtual thread of its own.
   *
   * @param name the thread's name
   * @param body what it does
   * @param <T> the type of its result
   * @return the running task
   */
  public <T> Task<T> startVirtual(String name, Callable<T> body) {
    return start(name, Thread.ofVirtual(), body);
  }

  private <T> Task<T> start(String name, Thread.Builder threads, Callable<T> body) {
    Task<T> task = new Task<>(name, threads, patience(), body);
    synchronized (tasks) {
      tasks.add(task);
    }
    return task.start();
  }

  /**
   * Waits until a task is blocked in a call, as far as its stack tells.
   *
   * @param task the task
   * @param method the name of the method that blocks
   */
  public void awaitInside(Task<?> task, String method) {
    int[] seen = {0};
    await(
        "the thread is inside " + method,
        () -> (seen[0] = task.isInside(method) ? seen[0] + 1 : 0) >= 3 || task.isDone());
  }

  /** Ends all threads. */
  void endTasks() {
    List<Task<?>> all;
    synchronized (tasks) {
      all = List.copyOf(tasks);
    }
    all.forEach(Task::end);
  }
}
