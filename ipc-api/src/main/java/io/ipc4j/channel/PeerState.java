package io.ipc4j.channel;

/** What is known of a peer. Only the kernel's word makes a peer {@link #DEAD}. */
public enum PeerState {
  /** The peer's process lives. */
  ALIVE,
  /** The peer's process lives and is stopped, for example by SIGSTOP or a debugger. */
  STOPPED,
  /** The peer lives and has not moved on for a while although there is work. */
  SLOW,
  /** The peer is gone. */
  DEAD
}
