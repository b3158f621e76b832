package io.ipc4j.shm.point;

/** What went wrong in a run. */
final class Finding extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** The promises that can be broken. */
  enum Kind {
    LOST,
    DUPLICATED,
    CORRUPT,
    STUCK,
    LEFTOVER,
    /** A process threw what it shouldn't have. */
    FAILED
  }

  Finding(Kind kind, String what) {
    super(kind + ": " + what);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
