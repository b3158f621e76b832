package io.ipc4j.shm.session;

/** How somebody sleeps, as it is written for those who wake. */
public enum Sleep {
  /** Not at all. */
  AWAKE,
  /** A thread of its own sleeps on its own bell. */
  ALONE,
  /** The session's waiter sleeps for it, on the session's bell. */
  BY_WAITER;

  /** The word for it. */
  public long code() {
    return switch (this) {
      case AWAKE -> 0;
      case ALONE -> 1;
      case BY_WAITER -> 2;
    };
  }

  /** How somebody sleeps who does; what has no meaning is taken for the way that all bells wake. */
  public static Sleep of(long code) {
    return code == 1 ? ALONE : BY_WAITER;
  }
}
