/** A transport over files in a directory, written outside of the framework. */
module com.example.spool {
  requires io.ipc4j;
  requires static org.jspecify;

  provides io.ipc4j.spi.TransportProvider with
      com.example.spool.SpoolProvider;
}
