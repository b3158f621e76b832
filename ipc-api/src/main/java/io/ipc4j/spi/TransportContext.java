package io.ipc4j.spi;

import io.ipc4j.config.ResolvedConfig;
import java.time.Duration;

/** What a session gives to a transport. Immutable, safe for any thread. */
public interface TransportContext {
  /**
   * The validated configuration, the transport's own keys included.
   *
   * @return the configuration
   */
  ResolvedConfig config();

  /**
   * The namespace: channels and regions of different namespaces never meet.
   *
   * @return a valid name
   */
  String namespace();

  /**
   * The session's name, shown to peers.
   *
   * @return such as {@code myapp@4711}
   */
  String sessionName();

  /**
   * How long closing may wait for what was sent to be taken.
   *
   * @return {@code ipc.linger}
   */
  Duration linger();

  /**
   * Makes one of the transport's daemon threads, of which it starts at most two, and only when they
   * are needed.
   *
   * @param purpose completes the thread's name
   * @param body what it runs
   * @return the thread, not started
   */
  Thread newThread(String purpose, Runnable body);
}
