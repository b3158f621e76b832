/** Contracts, service-provider interface and configuration of interprocess communication. */
module io.ipc4j {
  requires static com.google.guice;
  requires static transitive org.jspecify;

  exports io.ipc4j;
  exports io.ipc4j.channel;
  exports io.ipc4j.config;
  exports io.ipc4j.error;
  exports io.ipc4j.guice;
  exports io.ipc4j.region;
  exports io.ipc4j.spi;

  uses io.ipc4j.spi.TransportProvider;
}
