/** Shared-memory channels, regions and synchronisation. */
module io.ipc4j.shm {
  requires io.ipc4j;
  requires static org.jspecify;

  provides io.ipc4j.spi.TransportProvider with
      io.ipc4j.shm.ShmProvider;
}
