/** Aeron as a transport: {@code aeron-ipc} and {@code aeron-udp}. */
module io.ipc4j.aeron {
  requires io.aeron.client;
  requires io.aeron.driver;
  requires io.ipc4j;
  requires org.agrona;
  requires static org.jspecify;

  uses io.ipc4j.spi.TransportProvider;

  provides java.util.spi.ToolProvider with
      io.ipc4j.aeron.DriverTool;
  provides io.ipc4j.spi.TransportProvider with
      io.ipc4j.aeron.AeronIpcProvider,
      io.ipc4j.aeron.AeronUdpProvider;
}
