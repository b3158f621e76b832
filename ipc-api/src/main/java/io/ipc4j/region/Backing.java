package io.ipc4j.region;

/** Where the bytes of a region live. */
public enum Backing {
  /** In memory: gone when the machine restarts. */
  MEMORY,
  /** In a file on disk: kept when the machine restarts. */
  FILE
}
