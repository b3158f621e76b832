package io.ipc4j.tests.kit;

import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;

/**
 * Two ends of a channel without the layers above, and the link between them. Used by one thread for
 * both ends.
 *
 * @param asking the end that connected
 * @param answering the end that listens
 */
record BareLink(Endpoint asking, Endpoint answering) {
  private static final long CAPACITY = 64 << 10;

  /** Opens both ends and waits until they are linked. */
  static BareLink open(Lab lab) {
    TransportProvider provider = provider(lab);
    ResolvedConfig config = lab.config().resolve(provider.keys());
    ChannelSpec spec = spec(config.find(ConfigKeys.CHANNEL_ADDRESS, Lab.CHANNEL));
    TransportContext context = new Context(config, lab.namespace());
    Endpoint answering = lab.own(lab.own(provider.open(context)).listen(spec, Role.RESPONDER));
    Endpoint asking = lab.own(lab.own(provider.open(context)).connect(spec, Role.REQUESTER));
    BareLink pair = new BareLink(asking, answering);
    lab.await(
        "the link is up",
        () -> {
          pair.service();
          return pair.asking.links().size() == 1 && pair.answering.links().size() == 1;
        });
    return pair;
  }

  /** The link as the one sees it that connected. */
  Link here() {
    return asking.links().getFirst();
  }

  /** The link as the one sees it that listens. */
  Link there() {
    return answering.links().getFirst();
  }

  void service() {
    asking.service();
    answering.service();
  }

  private static TransportProvider provider(Lab lab) {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(one -> one.name().equals(lab.transport().name()))
        .findFirst()
        .orElseThrow();
  }

  private static ChannelSpec spec(Optional<String> address) {
    return new ChannelSpec(
        Lab.CHANNEL,
        Pattern.REQUEST_REPLY,
        OptionalLong.empty(),
        Lab.MAX_MESSAGE,
        CAPACITY,
        Policy.BLOCK,
        WaitMode.BLOCK,
        Duration.ZERO,
        Bind.AUTO,
        Receivers.SINGLE,
        Delivery.PLAIN,
        0,
        ChecksumKind.NONE,
        0,
        address);
  }

  private record Context(ResolvedConfig config, String namespace) implements TransportContext {
    @Override
    public String sessionName() {
      return "kit@" + ProcessHandle.current().pid();
    }

    @Override
    public Duration linger() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Thread newThread(String purpose, Runnable body) {
      return Thread.ofPlatform().daemon().name("kit-" + purpose).unstarted(body);
    }
  }
}
