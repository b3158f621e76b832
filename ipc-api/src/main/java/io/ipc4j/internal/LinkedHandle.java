package io.ipc4j.internal;

import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.Endpoint;
import java.util.List;

/** What the ends of request/reply channels have in common. */
abstract class LinkedHandle implements ChannelHandle {
  final HandleContext context;
  final Endpoint endpoint;

  LinkedHandle(HandleContext context, Endpoint endpoint) {
    this.context = context;
    this.endpoint = endpoint;
  }

  @Override
  public final String channel() {
    return context.spec().name();
  }

  @Override
  public final String transport() {
    return context.transport();
  }

  @Override
  public final boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public final List<PeerInfo> peers() {
    return Peers.of(endpoint);
  }

  @Override
  public final List<PeerInfo> deadPeers() {
    return endpoint.deadPeers();
  }
}
