package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;

/**
 * The stream that all subscribers of a publisher read. What the publisher offers to one link after
 * the other is written when it is offered to the first.
 *
 * <p>That works because the layer above offers the same records in the same order to all links: the
 * record that a link is offered is either the next of the stream, or one that was written already.
 * Everything here is used by who has the turn.
 */
final class Broadcast {
  final LogWriter log;
  final Turn turn = new Turn();
  private volatile long written;

  Broadcast(ExclusivePublication publication, long credit) {
    this.log = new LogWriter(publication, credit);
  }

  /** How many records were written. */
  long written() {
    return written;
  }

  void commit(int flags) {
    long number = written;
    written = number + 1; // first: it may be acknowledged before this thread goes on
    log.commit(number, flags);
  }
}
