package io.ipc4j.spi;

/**
 * Opens ports that are the application's handles themselves, so that its call sites see the
 * transport's final classes and the compiler can inline through them.
 */
public interface DirectPorts {
  /**
   * Opens a sending port.
   *
   * @param context what the port is opened with; passed on to {@link SendPort}'s constructor
   * @return the port
   */
  SendPort openSender(PortContext context);

  /**
   * Opens a receiving port.
   *
   * @param context what the port is opened with; passed on to {@link ReceivePort}'s constructor
   * @return the port
   */
  ReceivePort openReceiver(PortContext context);

  /**
   * Tells whether ports of a queue whose receivers compete ({@code receivers=competing}) share it
   * themselves: each message is taken by one receiver when it has time, and one that was taken by a
   * receiver that goes away is given to another one, flagged by {@link
   * ReceivePort#markRedelivered}.
   *
   * @return false if the layer above should share it out, over links
   */
  default boolean shareQueues() {
    return false;
  }
}
