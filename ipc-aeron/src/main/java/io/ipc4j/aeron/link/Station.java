package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one end of a channel, over one run of the media driver: brings links up. Belongs
 * to the keeper's thread.
 */
final class Station {
  private static final Logger LOG = System.getLogger(Station.class.getName());
  private static final long ANNOUNCE_EVERY = 100_000_000;
  private static final long FIRST_ANNOUNCEMENTS = 10_000_000;
  private static final int MANY = 20;
  private static final FragmentHandler IGNORE = (buffer, offset, length, header) -> {};

  private final AeronEndpoint end;
  private final AeronClient client;
  private final Wiring wiring;
  private final boolean listens;
  private final long id = ThreadLocalRandom.current().nextLong();
  private final OwnStreams own;
  private @Nullable Card ours;
  private final List<Handshake> handshakes = new ArrayList<>();
  private final Set<Image> assigned = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Image> discarded = new ArrayList<>();
  private final Control message = new Control();
  private long nextAnnouncement;
  private int announced;
  private int links;
  private String lastProblem = "";

  Station(AeronEndpoint end, AeronClient client, Wiring wiring, boolean listens) {
    this.end = end;
    this.client = client;
    this.wiring = wiring;
    this.listens = listens;
    this.own = new OwnStreams(end, client.aeron(), wiring, listens);
    client.hold();
  }

  OwnStreams own() {
    return own;
  }

  Card card() {
    Card card = ours;
    if (card == null) {
      throw new IllegalStateException("not started");
    }
    return card;
  }

  boolean isStarted() {
    return ours != null;
  }

  /**
   * Orders what is needed, one after the other.
   *
   * @return whether this end can be reached, or reaches out, from now on
   * @throws io.aeron.exceptions.RegistrationException if the driver refuses
   */
  boolean start() {
    Card.Places places = own.start();
    if (places != null) {
      ours = end.card(id, places);
    }
    return places != null;
  }

  // --- coming up ---

  /** Does what is due; returns how much that was. */
  int work(long now) {
    int done = hear(now);
    done += readNewcomers(now);
    done += advance(now);
    if (!listens && now - nextAnnouncement >= 0) {
      announce(now);
    }
    discarded.removeIf(image -> image.poll(IGNORE, MANY) == 0 && isOver(image));
    return done;
  }

  boolean isBusy() {
    return !handshakes.isEmpty() || !discarded.isEmpty();
  }

  private static boolean isOver(Image image) {
    return image.isClosed() || image.isEndOfStream();
  }

  private static MemorySegment segment(DirectBuffer buffer, int offset, int length) {
    return MemorySegment.ofBuffer(buffer.byteBuffer().duplicate().clear()).asSlice(offset, length);
  }

  private void announce(long now) {
    nextAnnouncement = now + (announced < MANY ? FIRST_ANNOUNCEMENTS : ANNOUNCE_EVERY);
    ExclusivePublication to = own.announcements();
    boolean wanted = !own.wantsOne() || (handshakes.isEmpty() && !end.hasLink());
    if (to != null && wanted && to.isConnected()) {
      announced++;
      message.offer(to, Control.HELLO, 0, 0, 0, card());
    }
  }

  private int hear(long now) {
    Subscription here = own.meeting();
    if (here == null) {
      return 0;
    }
    int heard = 0;
    for (int i = 0; i < here.imageCount(); i++) {
      Image image = here.imageAtIndex(i);
      heard +=
          image.poll(
              (buffer, offset, length, header) ->
                  onHello(segment(buffer, offset, length), image.sourceIdentity(), now),
              MANY);
    }
    return heard;
  }

  private void onHello(MemorySegment bytes, String source, long now) {
    Control.Message read = Control.Message.read(bytes);
    Card theirs = read.kind() == Control.HELLO ? decode(read, source) : null;
    if (theirs == null || !card().complements(theirs) || isKnown(theirs.id())) {
      return;
    }
    boolean refusing = false;
    try {
      requireSame(theirs);
    } catch (IpcConfigException e) {
      refusing = true;
      warn(String.valueOf(e.getMessage()));
    }
    begin(theirs, source, refusing, now);
  }

  private @Nullable Card decode(Control.Message read, String source) {
    try {
      Card theirs = Card.decode(read.rest(), source);
      return theirs.channel().equals(card().channel())
              && theirs.namespace().equals(card().namespace())
          ? theirs
          : null; // another channel whose stream has the same number
    } catch (IpcCorruptException e) {
      warn(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void warn(String problem) {
    LOG.log(
        problem.equals(lastProblem) ? Level.DEBUG : Level.WARNING,
        "channel={0}: {1}",
        end.spec().name(),
        problem);
    lastProblem = problem;
  }

  private void requireSame(Card theirs) {
    card()
        .agreement()
        .requireSame(theirs.agreement(), card().channel(), card().session(), theirs.session());
  }

  private boolean isKnown(long peer) {
    return end.hasLink(peer) || handshake(peer) != null;
  }

  private @Nullable Handshake handshake(long peer) {
    for (Handshake one : handshakes) {
      if (one.theirs().id() == peer) {
        return one;
      }
    }
    return null;
  }

  private Handshake begin(Card theirs, String source, boolean refusing, long now) {
    long patience = refusing ? AeronEndpoint.REFUSAL : AeronEndpoint.HANDSHAKE;
    Handshake one =
        new Handshake(
            client.aeron(), wiring, this, theirs, source, listens, refusing, now, patience);
    handshakes.add(one);
    return one;
  }

  /** Reads the first message of each new control stream, which says whose it is. */
  private int readNewcomers(long now) {
    Subscription here = own.control();
    int read = 0;
    for (int i = 0; here != null && i < here.imageCount(); i++) {
      Image image = here.imageAtIndex(i);
      if (!assigned.contains(image)) {
        read +=
            image.poll(
                (buffer, offset, length, header) -> {
                  assigned.add(image);
                  if (!isExpected(segment(buffer, offset, length), image, now)) {
                    discarded.add(image);
                  }
                },
                1);
      }
    }
    assigned.removeIf(Image::isClosed);
    return read;
  }

  private boolean isExpected(MemorySegment bytes, Image image, long now) {
    Control.Message read = Control.Message.read(bytes);
    if (read.a() != id) {
      return false;
    }
    if (read.kind() == Control.JOIN) {
      Handshake one = handshake(read.b());
      if (one != null) {
        one.joined(image, read.c());
      }
      return one != null;
    }
    return read.kind() == Control.WELCOME && !listens && isWelcome(read, image, now);
  }

  private boolean isWelcome(Control.Message read, Image image, long now) {
    Card theirs = decode(read, image.sourceIdentity());
    if (theirs == null) {
      return false;
    }
    try {
      requireSame(theirs);
    } catch (IpcConfigException e) {
      end.fail(e, now);
      return false;
    }
    abandonForsaken(); // it may be that the other one has given up, and begins again
    boolean unwanted =
        isKnown(theirs.id()) || (own.wantsOne() && (end.hasLink() || !handshakes.isEmpty()));
    if (unwanted || read.status() == Control.MISMATCH) {
      return false;
    }
    begin(theirs, image.sourceIdentity(), false, now).joined(image, read.b());
    return true;
  }

  private int advance(long now) {
    int done = 0;
    for (int i = handshakes.size() - 1; i >= 0; i--) {
      Handshake one = handshakes.get(i);
      AeronLink.Streams streams = null;
      boolean over = one.isOver(now);
      try {
        streams = one.advance(this, now);
      } catch (RuntimeException e) { // Aeron's: the driver refuses a stream
        warn("no link with " + one.theirs().session() + ": " + e.getMessage());
        over = true;
      }
      if (streams != null) {
        handshakes.remove(i);
        end.up(one, streams);
        done++;
      } else if (over) {
        handshakes.remove(i);
        abandon(one);
      }
    }
    return done;
  }

  private void abandonForsaken() {
    List<Handshake> forsaken = handshakes.stream().filter(Handshake::isForsaken).toList();
    handshakes.removeAll(forsaken);
    forsaken.forEach(this::abandon);
  }

  private void abandon(Handshake one) {
    one.cancel();
    Image image = one.controlIn();
    if (image != null) {
      discarded.add(image);
    }
  }

  /** Counts a link over these streams. */
  void linked() {
    links++;
    client.hold();
  }

  /** Takes back what a link used; what its images still bring is read and thrown away. */
  void unlinked(Handshake way, AeronLink link) {
    links--;
    client.drop();
    if (client.wasAlive()) {
      abandon(way);
      InStream in = link.streams().in();
      if (in != null && own.readsAlone()) {
        discarded.add(in.image());
      }
    }
  }

  // --- the end ---

  /**
   * Gives everything back, unless somebody still uses a link or publishes; true if that is done.
   */
  boolean tryClose() {
    if (links > 0 || !own.tryEnd()) {
      return false;
    }
    client.drop();
    if (client.wasAlive()) {
      handshakes.forEach(Handshake::cancel);
      own.cancel();
    }
    return true;
  }
}
