package io.ipc4j.aeron.link;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.ipc4j.aeron.wiring.Wiring;
import org.jspecify.annotations.Nullable;

/**
 * The way to one link, from the moment that this end has heard of the other. Belongs to the
 * keeper's thread.
 *
 * <p><i>State:</i> the streams that it ordered, and those of the other end that it waits for. What
 * comes of it is a link, to which all of them pass, or nothing, and then they are given back. How
 * long the other end may take is counted from when the driver has brought what was ordered: giving
 * up before that would only order it again from a driver that has too much to do. An end that
 * listens and has said WELCOME waits for the JOIN and nothing else: whoever joins may have written
 * all it had, and gone, before that is read.
 */
final class Handshake {
  private final Card theirs;
  private final boolean listening;
  private final boolean refusing;
  private final long patience;
  private final Order<ExclusivePublication> controlOut;
  private final @Nullable Order<ExclusivePublication> dataOut;
  private final @Nullable Order<Subscription> broadcastIn;
  private final Control message = new Control();
  private @Nullable Image controlIn;
  private int theirSession;
  private long deadline;
  private boolean ready;
  private boolean said;

  /**
   * Begins.
   *
   * @param station this end
   * @param source where the other one spoke from
   * @param listening whether this end listens
   * @param refusing whether this is only to tell the other one that it isn't taken
   * @param now the time
   * @param patience how long the other end may take, in nanoseconds
   */
  Handshake(
      Aeron aeron,
      Wiring wiring,
      Station station,
      Card theirs,
      String source,
      boolean listening,
      boolean refusing,
      long now,
      long patience) {
    this.theirs = theirs;
    this.listening = listening;
    this.refusing = refusing;
    this.patience = patience;
    this.deadline = now + patience;
    String peer = wiring.peer(source, theirs.places().port(), !listening);
    controlOut = Order.publication(aeron, OwnStreams.small(peer), theirs.places().control());
    Card ours = station.card();
    boolean writesAlone = station.own().writes() && ours.places().broadcast() == 0;
    dataOut =
        writesAlone && !refusing
            ? Order.publication(
                aeron, Wiring.with(peer, station.own().recordParameters()), theirs.places().data())
            : null;
    broadcastIn =
        theirs.places().broadcast() != 0 && !refusing
            ? Order.subscription(
                aeron,
                wiring.broadcastOf(source, theirs.places().broadcastPort(), !listening),
                theirs.places().broadcast())
            : null;
  }

  Card theirs() {
    return theirs;
  }

  boolean isListening() {
    return listening;
  }

  /** The other end has opened its control stream, and told the session of its data stream. */
  void joined(Image control, long session) {
    controlIn = control;
    theirSession = (int) session;
  }

  /** Whether the other end, which listens, has given up or gone. */
  boolean isForsaken() {
    Image control = controlIn;
    return !listening && control != null && (control.isClosed() || control.isEndOfStream());
  }

  /** Whether nothing will come of it: the other end has gone, or has taken too long. */
  boolean isOver(long now) {
    return isForsaken() || now - deadline >= 0;
  }

  /** Goes on as far as possible; the streams of the link once it is up, else null. */
  AeronLink.@Nullable Streams advance(Station station, long now) {
    ExclusivePublication control = controlOut.get();
    ExclusivePublication data = dataOut == null ? null : dataOut.get();
    Subscription broadcast = broadcastIn == null ? null : broadcastIn.get();
    if (control == null
        || (dataOut != null && data == null)
        || (broadcastIn != null && broadcast == null)) {
      deadline = now + patience;
      return null;
    }
    ready = ready || (control.isConnected() && (data == null || hasWindow(data)));
    if (!ready) {
      return null;
    }
    if (refusing) {
      said = said || welcome(control, station, Control.MISMATCH, 0);
      return null;
    }
    Image shared = broadcast == null ? null : image(broadcast, theirs.places().broadcastSession());
    if (broadcast != null && shared == null) {
      return null;
    }
    int session = data == null ? 0 : data.sessionId();
    if (listening && !said) {
      said = welcome(control, station, 0, session);
    }
    Image in = shared != null ? shared : station.own().dataImage(theirSession);
    Image theirControl = controlIn;
    boolean inReady = !station.own().readsAlone() || in != null;
    if (theirControl == null || !inReady || !station.own().canPublish()) {
      return null;
    }
    if (!listening && !said) {
      said = message.offer(control, Control.JOIN, theirs.id(), station.card().id(), session);
    }
    return said ? streams(station, control, theirControl, data, in) : null;
  }

  /** Whether somebody reads, and the driver has let the writer begin. */
  static boolean hasWindow(ExclusivePublication publication) {
    return publication.isConnected() && publication.availableWindow() > 0;
  }

  private boolean welcome(ExclusivePublication control, Station station, int status, int session) {
    return message.offer(control, Control.WELCOME, status, theirs.id(), session, station.card());
  }

  private AeronLink.Streams streams(
      Station station,
      ExclusivePublication control,
      Image theirControl,
      @Nullable ExclusivePublication data,
      @Nullable Image in) {
    boolean reads = station.own().reads();
    return new AeronLink.Streams(
        control,
        theirControl,
        station.own().out(data),
        reads && in != null ? new InStream(in, broadcastIn != null, theirs.channel()) : null);
  }

  private static @Nullable Image image(Subscription subscription, int session) {
    return subscription.imageBySessionId(session);
  }

  /** The image that is this link's in any case, or null. */
  @Nullable Image controlIn() {
    return controlIn;
  }

  /** Gives back what was ordered, after the link over it has ended or will never come. */
  void cancel() {
    controlOut.cancel();
    if (dataOut != null) {
      dataOut.cancel();
    }
    if (broadcastIn != null) {
      broadcastIn.cancel();
    }
  }
}
