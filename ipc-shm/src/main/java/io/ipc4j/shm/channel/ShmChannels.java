package io.ipc4j.shm.channel;

import io.ipc4j.channel.Pattern;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.lane.PoolFile;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.DirectPorts;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.ReceivePort;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.SendPort;
import java.util.function.Function;

/** Opens ends of channels in one namespace. Thread safe. */
public final class ShmChannels implements DirectPorts {
  private final Namespace namespace;

  /** Opens channels for a session. */
  public ShmChannels(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public SendPort openSender(PortContext context) {
    if (KeepingSendPort.isFor(context.spec())) {
      KeepingSendPort.requirePossible(context.spec());
    }
    return open(context.spec(), channel -> sender(context, channel));
  }

  @Override
  public ReceivePort openReceiver(PortContext context) {
    return open(context.spec(), channel -> receiver(context, channel));
  }

  private static ReceivePort receiver(PortContext context, OpenChannel channel) {
    return OpenChannel.isShared(channel.spec())
        ? new CompetingReceivePort(context, channel)
        : new ShmReceivePort(context, channel);
  }

  @Override
  public boolean shareQueues() {
    return true;
  }

  private static SendPort sender(PortContext context, OpenChannel channel) {
    if (OpenChannel.isShared(channel.spec())) {
      return new CompetingSendPort(context, channel);
    }
    return KeepingSendPort.isFor(channel.spec())
        ? new KeepingSendPort(context, channel)
        : new ShmSendPort(context, channel);
  }

  /** Opens an end that works over links. */
  public Endpoint openLinks(ChannelSpec spec, Role role) {
    return switch (role) {
      case WRITER -> open(spec, OfferingEnd::new);
      case REQUESTER -> open(spec, RequestingEnd::new);
      case READER -> open(spec, channel -> new RespondingEnd(channel, true));
      case RESPONDER -> open(spec, channel -> new RespondingEnd(channel, false));
    };
  }

  /**
   * How many bytes an end reserves: those of each lane that it writes and of its pool. Who reads
   * maps what the writers have reserved.
   */
  public static long footprint(ChannelSpec spec, Role role) {
    if (role == Role.READER) {
      return 0;
    }
    int slots = spec.pattern() == Pattern.PUBLISH_SUBSCRIBE ? ControlLayout.SLOTS : 1;
    return LaneLayout.fileSize(LaneFile.capacityFor(spec.capacity()), slots)
        + PoolFile.fileSize(spec.pool());
  }

  private <T> T open(ChannelSpec spec, Function<OpenChannel, T> end) {
    OpenChannel channel = OpenChannel.open(namespace, spec);
    boolean done = false;
    try {
      T opened = end.apply(channel);
      done = true;
      return opened;
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }
}
