package io.ipc4j.examples.chat;

import java.time.Duration;
import java.util.Optional;

/** Notices that the server has said nothing for too long, and remarks on it once. */
final class Silence {
  private static final long UNCONNECTED = Duration.ofSeconds(1).toNanos();
  private static final long CONNECTED = Duration.ofSeconds(5).toNanos();

  private long since = System.nanoTime();
  private boolean known;

  /** What to tell the person now, if anything. */
  Optional<String> remark(boolean unconnected, String transport) {
    if (known || System.nanoTime() - since < (unconnected ? UNCONNECTED : CONNECTED)) {
      return Optional.empty();
    }
    known = true;
    return Optional.of(
        unconnected
            ? "no server yet, over " + transport + "; waiting for one to start"
            : "the server does not answer");
  }

  /** The person knows already. */
  void isKnown() {
    known = true;
  }

  /** The server has said something, or its connection ended; tells whether there was a remark. */
  boolean broken() {
    boolean wasKnown = known;
    since = System.nanoTime();
    known = false;
    return wasKnown;
  }
}
