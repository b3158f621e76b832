/** Conformance kit for transports, peer processes for their tests, and the in-process transport. */
module io.ipc4j.tests {
  requires transitive io.ipc4j;
  requires static org.jspecify;

  // Static, so that an application may use the in-process transport alone, without the libraries
  // that only the kit needs; who extends the kit has them on its path.
  requires static transitive org.assertj.core;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.junit.jupiter.params;
  requires static org.junit.platform.launcher;

  exports io.ipc4j.tests;
  exports io.ipc4j.tests.kit;
  exports io.ipc4j.tests.peer;

  uses io.ipc4j.spi.TransportProvider;

  provides io.ipc4j.spi.TransportProvider with
      io.ipc4j.inproc.InprocProvider;
}
