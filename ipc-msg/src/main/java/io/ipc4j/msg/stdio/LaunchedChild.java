package io.ipc4j.msg.stdio;

import io.ipc4j.ChildProcess;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcLinkLostException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A child that this process has launched.
 *
 * <p><i>State:</i> the two futures, completed once each; what went wrong before the child greeted
 * is told by {@code connected}, and once in the log.
 */
final class LaunchedChild implements ChildProcess, Family.Events {
  private static final Logger LOG = System.getLogger(LaunchedChild.class.getName());
  private static final long EXIT_CODE_PATIENCE = 500;
  private static final long END_PATIENCE = 5_000;
  private static final long TERM_PATIENCE = 1_000;

  private final Process process;
  private final String command;
  private final Family family;
  private final Duration linger;
  private final CompletableFuture<String> connected = new CompletableFuture<>();
  private final CompletableFuture<Integer> exited;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Trunk trunk;
  private volatile String state = "starting";

  LaunchedChild(Process process, String command, Family family, Duration linger) {
    this.process = process;
    this.command = command;
    this.family = family;
    this.linger = linger;
    this.exited = process.onExit().thenApply(Process::exitValue);
  }

  /** Says which trunk leads to it. */
  void reachedBy(Trunk its) {
    trunk = its;
  }

  /** Who it is and how it is, for errors about waiting in vain. */
  String describe() {
    return ErrorText.clean(command) + "@" + pid() + ": " + state;
  }

  // --- what the family tells ---

  @Override
  public void greeted(Greeting greeting) {
    state = greeting.session() + " of namespace " + greeting.namespace();
    Trunk its = trunk;
    if (its != null) {
      byte[] before = its.preamble().content();
      System.err.write(before, 0, before.length);
      System.err.flush();
    }
    connected.completeAsync(greeting::session); // what depends on it holds nobody up
  }

  @Override
  public void ended(String why) {
    state = why;
    if (closed.get()) {
      connected.cancel(false);
      return;
    }
    var _ =
        exited
            .copy()
            .orTimeout(EXIT_CODE_PATIENCE, TimeUnit.MILLISECONDS)
            .handle((code, failure) -> {
              tell(
                  code == null || !endedItself()
                      ? why
                      : "it ended with exit code " + code + unopened());
              return process.isAlive() && process.toHandle().destroy();
            });
  }

  private String unopened() {
    return connected.isDone() ? "" : " before it opened its end";
  }

  /** Otherwise its exit code only tells that its streams were closed here. */
  private boolean endedItself() {
    Trunk its = trunk;
    return its != null && its.isAtEnd();
  }

  private void tell(String why) {
    state = why;
    if (connected.isDone()) {
      LOG.log(Level.DEBUG, "{0}@{1}: {2}", command, Long.toString(pid()), why);
      return;
    }
    Trunk its = trunk;
    String wrote = its == null ? "" : "; it " + its.preamble().text();
    IpcLinkLostException failure =
        new IpcLinkLostException(
            ErrorIds.CHILD_FAILED,
            ErrorText.of("child", command)
                .and("pid", pid())
                .problem(why + wrote)
                .remedy(
                    "It must open a session over stdio, and what it prints before belongs to"
                        + " standard error")
                .text());
    boolean heard = connected.getNumberOfDependents() > 0;
    connected.completeExceptionally(failure);
    LOG.log(heard ? Level.DEBUG : Level.WARNING, failure.getMessage());
  }

  // --- the handle ---

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Process process() {
    return process;
  }

  @Override
  public CompletableFuture<String> connected() {
    return connected.copy();
  }

  @Override
  public CompletableFuture<Integer> exited() {
    return exited.copy();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Trunk its = trunk;
    if (its != null) {
      family.part(its, linger.toNanos());
    }
    if (!hasEnded(Math.min(END_PATIENCE, linger.toMillis()))) {
      process.toHandle().destroy();
      if (!hasEnded(TERM_PATIENCE)) {
        process.toHandle().destroyForcibly();
      }
    }
  }

  private boolean hasEnded(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = deadline - System.nanoTime();
          return process.waitFor(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
