package io.ipc4j.shm.model;

/** A step of the algorithm of a lane that is overwritten, left out, moved or weakened. */
enum OverwriteMutant {
  NONE,
  /** The boundary may become visible after the stores that overwrite what lies before it. */
  NO_FENCE,
  /** The boundary is moved only when the record is published that needed it. */
  LATE_BOUNDARY,
  /** A reader doesn't look at the boundary. */
  NO_LOOK,
  /** A reader looks at the boundary before it copies. */
  EARLY_LOOK,
  /** The header behind a record isn't emptied before the record is published. */
  NO_CLEAR,
  /** A header may become visible before its payload and number. */
  PLAIN_PUBLISH,
  /** A reader doesn't store which message it expects next. */
  NO_EXPECTED,
  /** A reader stores which message it expects next when it begins to handle one. */
  EXPECTED_TOO_EARLY,
  /** A reader doesn't store how far it has got. */
  NO_TAKEN,
  /** A reader takes a lane for empty before it takes it for ended. */
  EMPTY_BEFORE_ENDED
}
