package io.ipc4j.internal;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.time.Duration;

/** A transport that a session has opened, with the services it needs. Safe for any thread. */
final class OpenTransport {
  private final TransportProvider provider;
  private final String namespace;
  private final Transport transport;
  private final Waiter waiter;

  OpenTransport(TransportProvider provider, ResolvedConfig config, String sessionName) {
    this.provider = provider;
    this.namespace = config.get(ConfigKeys.NAMESPACE);
    TransportContext context = context(provider, config, sessionName);
    this.transport = provider.open(context);
    this.waiter = new Waiter(transport, body -> context.newThread("waiter", body));
  }

  /** What a session gives to a transport. */
  static TransportContext context(
      TransportProvider provider, ResolvedConfig config, String sessionName) {
    return new Context(provider.name(), config, config.get(ConfigKeys.NAMESPACE), sessionName);
  }

  String name() {
    return provider.name();
  }

  TransportProvider provider() {
    return provider;
  }

  Transport transport() {
    return transport;
  }

  Waiter waiter() {
    return waiter;
  }

  /** Where channels meet, for errors about waiting in vain. */
  String whereabouts(ChannelSpec channel) {
    return "namespace=" + namespace + " " + transport.location(channel);
  }

  void close() {
    waiter.close();
    transport.close();
  }

  private record Context(
      String transport, ResolvedConfig config, String namespace, String sessionName)
      implements TransportContext {
    @Override
    public Duration linger() {
      return config.get(ConfigKeys.LINGER);
    }

    @Override
    public Thread newThread(String purpose, Runnable body) {
      Thread thread = new Thread(body, "ipc-" + transport + "-" + purpose);
      thread.setDaemon(true);
      return thread;
    }
  }
}
