package io.ipc4j.aeron.link;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.spi.Role;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The streams that an end of a channel has whether or not it has links: where it meets others,
 * where it is spoken to, and what all its subscribers read. Belongs to the keeper's thread.
 */
final class OwnStreams {
  private static final long SMALL_TERM = 64 << 10;
  private static final int SMALL_FRAME = 1408;
  private static final int FRAMES_PER_TERM = 8;
  private static final long SMALL_CAPACITY = 1 << 20;
  private static final long LONGEST_TERM = 1 << 30;

  private final AeronEndpoint end;
  private final Aeron aeron;
  private final Wiring wiring;
  private final boolean listens;
  private final String recordParameters;
  private final int controlStream = stream();
  private final int dataStream = stream();
  private final int broadcastStream = stream();
  private final Order<Subscription> control;
  private @Nullable Order<Subscription> data;
  private @Nullable Order<Subscription> meeting;
  private @Nullable Order<ExclusivePublication> announcements;
  private @Nullable Order<ExclusivePublication> broadcastOrder;
  private @Nullable Broadcast broadcast;

  OwnStreams(AeronEndpoint end, Aeron aeron, Wiring wiring, boolean listens) {
    this.end = end;
    this.aeron = aeron;
    this.wiring = wiring;
    this.listens = listens;
    long term = termLength(end.spec().capacity());
    long frame = Math.min(wiring.longestFrame(), term / FRAMES_PER_TERM);
    this.recordParameters = "term-length=" + term + "|mtu=" + frame;
    this.control = Order.subscription(aeron, wiring.inbox(), controlStream);
  }

  /** A number at random; 0 says that there is no stream. */
  private static int stream() {
    return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
  }

  /** A stream for short messages. */
  static String small(String channel) {
    return Wiring.with(channel, "term-length=" + SMALL_TERM + "|mtu=" + SMALL_FRAME);
  }

  /**
   * Aeron lets a writer be half a term ahead of what the driver has seen to be consumed, which is
   * late by up to a millisecond: where it costs little, there is twice as much of it as needed.
   */
  private static long termLength(long capacity) {
    long window = Long.highestOneBit(Math.max(1, capacity - 1)) << 1;
    long ahead = capacity <= SMALL_CAPACITY ? 2 * window : window;
    return Math.clamp(2 * ahead, SMALL_TERM, LONGEST_TERM);
  }

  /** The parameters of streams that carry records. */
  String recordParameters() {
    return recordParameters;
  }

  // --- what this end does ---

  /** Whether both ends write records, whoever sends messages: requests, and acknowledgements. */
  private boolean isDuplex() {
    return end.spec().pattern() == Pattern.REQUEST_REPLY
        || end.spec().receivers() == Receivers.COMPETING
        || end.spec().delivery() == Delivery.ACKNOWLEDGED;
  }

  boolean reads() {
    return end.role() != Role.WRITER || isDuplex();
  }

  boolean writes() {
    return end.role() != Role.READER || isDuplex();
  }

  private boolean publishes() {
    return end.role() == Role.WRITER && end.spec().pattern() == Pattern.PUBLISH_SUBSCRIBE;
  }

  /** Whether it reads streams that are for it alone. */
  boolean readsAlone() {
    return reads() && end.spec().pattern() != Pattern.PUBLISH_SUBSCRIBE;
  }

  /** Whether it wants one peer only. */
  boolean wantsOne() {
    return end.role() == Role.REQUESTER
        || (end.role() == Role.WRITER
            && end.spec().pattern() == Pattern.QUEUE
            && end.spec().receivers() == Receivers.SINGLE);
  }

  // --- coming ---

  /**
   * Orders what is needed, one after the other.
   *
   * @return where this end can be reached, or null until that is so
   * @throws io.aeron.exceptions.RegistrationException if the driver refuses
   */
  Card.@Nullable Places start() {
    Subscription inbox = control.get();
    int port = inbox == null ? -1 : wiring.port(inbox);
    if (port < 0) {
      return null;
    }
    if (meeting == null && announcements == null) {
      order();
    }
    ExclusivePublication shared = broadcastOrder == null ? null : broadcastOrder.get();
    int sharedPort = shared == null ? -1 : wiring.broadcastPort(shared);
    boolean ready =
        (data == null || data.get() != null)
            && (meeting == null || meeting.get() != null)
            && (announcements == null || announcements.get() != null)
            && (broadcastOrder == null || sharedPort >= 0);
    if (!ready) {
      return null;
    }
    broadcast = shared == null ? null : new Broadcast(shared, end.spec().capacity());
    return new Card.Places(
        controlStream,
        data == null ? 0 : dataStream,
        shared == null ? 0 : broadcastStream,
        shared == null ? 0 : shared.sessionId(),
        port,
        Math.max(0, sharedPort));
  }

  private void order() {
    if (readsAlone()) {
      data = Order.subscription(aeron, wiring.moreOfInbox(), dataStream);
    }
    if (publishes()) {
      broadcastOrder =
          Order.publication(
              aeron, Wiring.with(wiring.broadcast(), recordParameters), broadcastStream);
    }
    if (listens) {
      meeting = Order.subscription(aeron, wiring.hearNewcomers(), end.meetingStream());
    } else {
      announcements = Order.publication(aeron, small(wiring.announce()), end.meetingStream());
    }
  }

  // --- in use, after the start ---

  @Nullable Subscription control() {
    return control.get();
  }

  /** Where an end that listens hears of others; null for one that connects. */
  @Nullable Subscription meeting() {
    return meeting == null ? null : meeting.get();
  }

  /** Where an end that connects announces itself; null for one that listens. */
  @Nullable ExclusivePublication announcements() {
    return announcements == null ? null : announcements.get();
  }

  /** What is written to a peer alone, or to all of them. */
  @Nullable RecordOut out(@Nullable ExclusivePublication alone) {
    if (alone != null) {
      return new DirectOut(alone, end.spec().capacity());
    }
    return broadcast == null ? null : new SharedOut(broadcast);
  }

  /** Whether what all subscribers read could be written, if that is what this end does. */
  boolean canPublish() {
    return broadcast == null || Handshake.hasWindow(broadcast.log.publication());
  }

  @Nullable Image dataImage(int session) {
    Subscription here = data == null ? null : data.get();
    return here == null ? null : here.imageBySessionId(session);
  }

  // --- the end ---

  /** Lets nobody publish any more; false if somebody does now. */
  boolean tryEnd() {
    if (broadcast == null) {
      return true;
    }
    boolean over = broadcast.turn.tryEnd();
    if (over) {
      broadcast.log.end();
    }
    return over;
  }

  /** Gives everything back. */
  void cancel() {
    control.cancel();
    cancel(data);
    cancel(meeting);
    cancel(announcements);
    cancel(broadcastOrder);
  }

  private static void cancel(@Nullable Order<?> order) {
    if (order != null) {
      order.cancel();
    }
  }
}
