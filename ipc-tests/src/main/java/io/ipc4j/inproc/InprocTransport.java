package io.ipc4j.inproc;

import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The transport for one session. Immutable, safe for any thread. */
final class InprocTransport implements Transport {
  private final String namespace;
  private final Participant participant;
  private final long maxRecord;
  private final InprocRegions regions;

  InprocTransport(TransportContext context) {
    this.namespace = context.namespace();
    this.participant =
        new Participant(context.sessionName(), ProcessHandle.current().pid(), ownUid());
    this.maxRecord = context.config().find(InprocProvider.MAX_RECORD).orElse(Long.MAX_VALUE);
    this.regions = new InprocRegions(namespace, context.sessionName());
  }

  private static OptionalLong ownUid() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return uid instanceof Integer number ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return OptionalLong.empty(); // a system that has no such ids
    }
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
    MeetingPlace place = new MeetingPlace(namespace, channel.name());
    InprocEndpoint endpoint =
        new InprocEndpoint(place, participant, channel, role, listens, maxRecord);
    place.join(endpoint);
    return endpoint;
  }

  @Override
  public Optional<RegionStore> regions() {
    return Optional.of(regions);
  }

  @Override
  public void awaitAny(Gate[] gates, long[] tokens, int count, long nanos) {
    LocalGate.awaitAny(gates, tokens, count, nanos);
  }

  @Override
  public String location() {
    return "within process " + participant.pid();
  }

  @Override
  public void close() {
    // endpoints and regions are closed by the session, and there is nothing else
  }
}
