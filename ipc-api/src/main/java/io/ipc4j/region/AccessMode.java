package io.ipc4j.region;

/** What a mapping of a region may be used for. */
public enum AccessMode {
  /** Reading only; writing throws. */
  READ_ONLY,
  /** Reading and writing. */
  READ_WRITE
}
