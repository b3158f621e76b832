package io.ipc4j.shm.model;

/** A process of the model: a deterministic program whose only inputs are the answers it gets. */
@FunctionalInterface
interface Actor {
  /** Runs from its beginning to its end, or until an access stops it. */
  void run(Steps steps);
}
