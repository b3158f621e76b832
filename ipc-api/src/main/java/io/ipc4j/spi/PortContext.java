package io.ipc4j.spi;

import io.ipc4j.internal.HandleContext;

/** What a port is opened with. Made by the session. */
public sealed interface PortContext permits HandleContext {
  /**
   * The channel.
   *
   * @return its specification
   */
  ChannelSpec spec();

  /**
   * The transport's name.
   *
   * @return the name, such as {@code shm}
   */
  String transport();
}
