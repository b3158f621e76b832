package io.ipc4j.msg.stdio;

/** What a trunk belongs to: told on any thread, of which none may be held up. */
interface TrunkOwner {
  /** The other process has said who it is. */
  void greeted(Trunk trunk, Greeting greeting);

  /** The other process's ends, or who holds what, may have changed. */
  void endsChanged(Trunk trunk);

  /** The other process opens a lane; false if there is no such end. */
  boolean opened(Trunk trunk, LaneStream lane, int end);

  /** A child asks for a channel; who holds it, or empty if it is the child's now. */
  String hold(Trunk trunk, String request);

  /** A child gives a channel back. */
  void release(Trunk trunk, String request);

  /** Bytes wait for which the pipe has no room. */
  void full(Trunk trunk);

  /** The trunk has to be ended. */
  void failed(Trunk trunk);
}
