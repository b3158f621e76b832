/** Aeron as a transport. */
module io.ipc4j.aeron {
  requires io.aeron.client;
  requires io.aeron.driver;
  requires io.ipc4j;
  requires static org.jspecify;
}
