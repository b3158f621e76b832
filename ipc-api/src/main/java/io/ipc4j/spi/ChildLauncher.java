package io.ipc4j.spi;

import io.ipc4j.ChildProcess;

/**
 * Starts processes that talk to this one: the facet of {@link Trait#CHILD_LAUNCHER}. Safe for any
 * thread.
 */
public interface ChildLauncher {
  /**
   * Starts a process. Doesn't wait until it opens its end.
   *
   * @param command what to start, its environment, directory and standard error; not changed
   *     otherwise, and free to be used again
   * @return the process, owned by the caller
   * @throws io.ipc4j.error.IpcResourceException if it can't be started
   * @throws io.ipc4j.error.IpcUsageException if the builder redirects what the transport needs
   */
  ChildProcess launch(ProcessBuilder command);
}
