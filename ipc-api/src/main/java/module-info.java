/** Contracts, service-provider interface and configuration of interprocess communication. */
module io.ipc4j {
  requires static com.google.guice;
  requires static transitive org.jspecify;
}
