package io.ipc4j.channel;

/** How many receivers a queue has, and how they share its messages. */
public enum Receivers {
  /** One receiver at a time; a second one is refused. */
  SINGLE,
  /** Any number; each message goes to exactly one of them. */
  COMPETING
}
