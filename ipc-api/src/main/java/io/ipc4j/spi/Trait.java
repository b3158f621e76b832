package io.ipc4j.spi;

/**
 * Something that a transport can do beyond what is owed by all. What is declared must work, and
 * what is not declared is refused at opening, by name; the conformance kit checks both.
 *
 * <p>Order, wholeness, every size from 0 to the maximum, closing and restarting need no trait.
 */
public enum Trait {
  /** Peers in different processes can talk. */
  CROSS_PROCESS("cross-process"),
  /** Peers on different machines can talk. */
  REMOTE("remote"),
  /** Strangers find each other by the channel's name. */
  RENDEZVOUS("rendezvous"),
  /** A published message is written once for all subscribers. */
  BROADCAST("broadcast"),
  /** Several receivers share a queue ({@code receivers=competing}). */
  COMPETING("competing"),
  /** The oldest unread messages can be replaced ({@code policy=drop-oldest}). */
  OVERWRITE("overwrite"),
  /** Delivery is acknowledged and repeated ({@code delivery=acknowledged}). */
  ACKNOWLEDGED("acknowledged"),
  /** A late subscriber gets the last messages ({@code history=N}). */
  HISTORY("history"),
  /** Payloads are protected by a checksum ({@code checksum=crc32c}). */
  CHECKSUM("checksum"),
  /** Large loans come from a pool of reserved memory ({@code pool}). */
  POOL("pool"),
  /** Unread messages survive the death of their sender and of their receiver. */
  UNREAD_SURVIVES("unread-survives"),
  /** {@code wait=block} sleeps in the kernel until there is work, instead of napping. */
  KERNEL_WAIT("kernel-wait"),
  /** Peers are described with process and user ids. */
  PEER_INFO("peer-info"),
  /** The transport can launch the peer as a child process. */
  CHILD_LAUNCHER("child-launcher"),
  /** There are regions. */
  REGIONS("regions"),
  /** Regions have locks. */
  REGION_LOCK("region-lock"),
  /** Regions have read-write locks. */
  REGION_READ_WRITE_LOCK("region-read-write-lock"),
  /** Regions have semaphores. */
  REGION_SEMAPHORE("region-semaphore"),
  /** Regions have events. */
  REGION_EVENT("region-event"),
  /** Regions have barriers. */
  REGION_BARRIER("region-barrier"),
  /** Regions have latches. */
  REGION_LATCH("region-latch"),
  /** Regions can be written all or nothing ({@code guarded=true}). */
  REGION_GUARD("region-guard"),
  /** Regions can live in a file that outlives a reboot ({@code backing=file}). */
  REGION_FILE("region-file");

  private final String text;

  Trait(String text) {
    this.text = text;
  }

  /**
   * The trait's name in output and errors.
   *
   * @return lower-case words joined by hyphens
   */
  public String text() {
    return text;
  }
}
