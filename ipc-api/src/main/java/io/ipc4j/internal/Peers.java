package io.ipc4j.internal;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import java.util.List;

/** Who is connected to an endpoint. */
final class Peers {
  private Peers() {}

  static List<PeerInfo> of(Endpoint endpoint) {
    return endpoint.links().stream()
        .filter(link -> link.state() == Link.State.UP)
        .map(Link::peer)
        .toList();
  }
}
