package io.ipc4j;

import java.util.concurrent.CompletableFuture;

/**
 * A child process that a session has launched, and with which it talks over the child's standard
 * input and output. Owned by the session, which closes it. Safe for any thread.
 */
public interface ChildProcess extends AutoCloseable {
  /**
   * The process that was started; a shell, if the command is one.
   *
   * @return its id
   */
  long pid();

  /**
   * The process that was started. Its standard error is there to be read if the builder asked for a
   * pipe; its standard input and output belong to the transport.
   *
   * @return the process
   */
  Process process();

  /**
   * Becomes the name of the child's session, such as {@code worker@4711}, once the child has opened
   * its end; fails with an {@link io.ipc4j.error.IpcException} that shows what the child wrote
   * instead, if it ends before, writes something else, or does not open its end in time.
   *
   * @return a future that is completed once, by a thread of the framework
   */
  CompletableFuture<String> connected();

  /**
   * Becomes the exit code when the process has ended.
   *
   * @return a future that is completed once
   */
  CompletableFuture<Integer> exited();

  /**
   * Ends the connection in order, which tells the child that its parent has gone, and waits for the
   * process to end: as long as {@code ipc.linger} allows, and no longer than 5 s. One that goes on
   * is asked to end (SIGTERM), and killed a second later; wait for {@link #exited} before, if the
   * child needs longer with what it was sent. Idempotent; blocks.
   */
  @Override
  void close();
}
