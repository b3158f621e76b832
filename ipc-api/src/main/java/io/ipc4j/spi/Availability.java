package io.ipc4j.spi;

/**
 * Whether a transport can work in this process on this machine.
 *
 * @param available whether it can
 * @param reason why not and what to do about it; empty if it can
 */
public record Availability(boolean available, String reason) {
  /**
   * The transport can work.
   *
   * @return available
   */
  public static Availability yes() {
    return new Availability(true, "");
  }

  /**
   * The transport can't work.
   *
   * @param reason why not and what to do about it
   * @return unavailable
   */
  public static Availability no(String reason) {
    return new Availability(false, reason);
  }
}
