package io.ipc4j.inproc;

import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a channel.
 *
 * <p><i>State:</i> links come and go by the threads of the other ends, under this object's lock;
 * the owner reads {@code generation} first and then the list. <i>Ordering:</i> a change is in the
 * list before the generation shows it.
 */
final class InprocEndpoint implements Endpoint {
  private final MeetingPlace place;
  private final Participant participant;
  private final ChannelSpec spec;
  private final Role role;
  private final boolean listens;
  private final long maxRecord;
  private final LocalGate gate = new LocalGate();
  private volatile List<Link> links = List.of();
  private volatile int generation;

  InprocEndpoint(
      MeetingPlace place,
      Participant participant,
      ChannelSpec spec,
      Role role,
      boolean listens,
      long maxRecord) {
    this.place = place;
    this.participant = participant;
    this.spec = spec;
    this.role = role;
    this.listens = listens;
    this.maxRecord = maxRecord;
  }

  ChannelSpec spec() {
    return spec;
  }

  Role role() {
    return role;
  }

  Participant participant() {
    return participant;
  }

  String name() {
    return participant.name();
  }

  /**
   * Whether the two ends belong together: one of them listens, and what one sends the other takes.
   */
  boolean meets(InprocEndpoint other) {
    return listens != other.listens && other.role == counterpart();
  }

  private Role counterpart() {
    return switch (role) {
      case WRITER -> Role.READER;
      case READER -> Role.WRITER;
      case REQUESTER -> Role.RESPONDER;
      case RESPONDER -> Role.REQUESTER;
    };
  }

  /** Makes the ring in which this end writes to another one. */
  Ring ringTo(InprocEndpoint reader) {
    // The pool is part of the ring: half of it is the longest record.
    long bytes = spec.capacity() + 2 * spec.pool();
    return new Ring(bytes, maxRecord, spec.policy(), gate, reader.gate);
  }

  synchronized void add(Link link) {
    List<Link> more = new ArrayList<>(links);
    more.add(link);
    links = List.copyOf(more);
    changed();
  }

  synchronized void changed() {
    generation++;
    gate.wake();
  }

  @Override
  public void service() {
    // what happens here is done by the thread that makes it happen
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  public synchronized void release(Link link) {
    List<Link> fewer = new ArrayList<>(links);
    fewer.remove(link);
    links = List.copyOf(fewer);
    changed();
  }

  @Override
  public Gate gate() {
    return gate;
  }

  /** {@inheritDoc} Never waits: what was sent is in the readers' rings, which outlive this end. */
  @Override
  public void close(Duration linger) {
    place.leave(this);
    links.forEach(link -> ((InprocLink) link).close());
  }
}
