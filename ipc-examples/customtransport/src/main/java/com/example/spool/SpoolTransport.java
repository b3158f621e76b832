package com.example.spool;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import java.nio.file.Path;

/** The transport for one session: a directory. Immutable, safe for any thread. */
final class SpoolTransport implements Transport {
  private final TransportContext context;
  private final Path directory;

  SpoolTransport(TransportContext context) {
    this.context = context;
    Path base =
        context
            .config()
            .find(ConfigKeys.DIRECTORY)
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    this.directory = SpoolFiles.privateDirectory(base).resolve(context.namespace());
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return open(channel, role, true);
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return open(channel, role, false);
  }

  private Endpoint open(ChannelSpec channel, Role role, boolean listens) {
    Card card = new Card(role, listens, context.sessionName(), channel.agreement());
    return SpoolEndpoint.open(
        SpoolFiles.makeDirectories(directory.resolve(channel.name())),
        channel,
        card,
        context.config().get(SpoolProvider.NAP));
  }

  @Override
  public String location() {
    return "directory=" + directory;
  }

  @Override
  public void close() {
    // the session has closed the ends, and there is nothing else
  }
}
