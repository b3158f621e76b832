package io.ipc4j.channel;

/** The checksum that each record of a channel carries. Both ends of a channel must agree. */
public enum ChecksumKind {
  /** None. */
  NONE,
  /** CRC-32C (Castagnoli) of the record's bytes, verified before the handler sees them. */
  CRC32C
}
