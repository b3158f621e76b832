package io.ipc4j.shm.model;

/**
 * One access of an actor to what it shares with others.
 *
 * @param kind what it does
 * @param location the word, or the actor it asks for
 * @param value what is stored, added, or awaited to change
 * @param expected of a compare-and-set
 */
record Operation(Kind kind, int location, long value, long expected) {
  enum Kind {
    LOAD,
    /** Becomes visible at any time, also before earlier stores to other words. */
    STORE,
    /** Becomes visible after everything that was stored before. */
    RELEASE,
    ADD,
    /** Sets bits at one instant, and tells what was there. */
    OR,
    /** Clears bits at one instant, and tells what was there. */
    AND_NOT,
    COMPARE_AND_SET,
    /** Everything that anybody has stored becomes visible. */
    BARRIER,
    /** Waits until the word has another value, or somebody has died. */
    AWAIT,
    /** Asks whether an actor is alive. */
    ALIVE
  }

  static Operation of(Kind kind, int location, long value) {
    return new Operation(kind, location, value, 0);
  }

  boolean isStore() {
    return kind == Kind.STORE || kind == Kind.RELEASE;
  }
}
