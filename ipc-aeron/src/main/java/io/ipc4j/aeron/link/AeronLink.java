package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.logbuffer.FragmentHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A link: up to one stream of records in each direction, and a control stream in each.
 *
 * <p><i>State:</i> it leaves {@code UP} once, in {@link #end}, whoever finds out. What was consumed
 * is told to the peer by the reader itself after a quarter of the peer's capacity, and by the
 * keeper soon after reading pauses. <i>Ownership:</i> the control streams are used by who has
 * {@code control}, for moments only. <i>If the process dies here:</i> the driver is told by its
 * janitor, and the streams end without BYE, by which the peer knows.
 */
final class AeronLink implements Link {
  private static final Logger LOG = System.getLogger(AeronLink.class.getName());
  private static final int CONTROL_BATCH = 64;

  /** The streams of a link. */
  record Streams(
      ExclusivePublication controlOut,
      Image controlIn,
      @Nullable RecordOut out,
      @Nullable InStream in) {}

  private final Card theirs;
  private final Streams streams;
  private final String channel;
  private final OptionalLong uid;
  private final Runnable onChange;
  private final @Nullable RecordOut out;
  private final @Nullable InStream in;
  private final long acknowledgeEvery;
  private final Turn control = new Turn();
  private final Control message = new Control();
  private final FragmentHandler onControl =
      (buffer, offset, length, header) ->
          onControl(
              MemorySegment.ofBuffer(buffer.byteBuffer().duplicate().clear())
                  .asSlice(offset, length));
  private volatile long toldPosition;
  private volatile long sentByPeer = -1;
  private volatile boolean cut;
  private volatile State state = State.UP;
  private volatile String lostBecause = "";
  private volatile Instant since = Instant.now();

  /**
   * Makes the link.
   *
   * @param uid the peer's user, where it is known
   * @param onChange called when the state has changed, on the thread that found out
   */
  AeronLink(Card theirs, Streams streams, String channel, OptionalLong uid, Runnable onChange) {
    this.theirs = theirs;
    this.streams = streams;
    this.channel = channel;
    this.uid = uid;
    this.onChange = onChange;
    this.out = streams.out;
    this.in = streams.in;
    this.acknowledgeEvery = Math.max(1, theirs.capacity() / 4);
    this.toldPosition = in == null ? 0 : in.position();
  }

  // --- sending ---

  @Override
  public long maxRecord() {
    return out == null ? Long.BYTES * 8 : out.maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    RecordOut to = out;
    if (to == null || state != State.UP) {
      return SendResult.NOT_CONNECTED;
    }
    SendResult result = to.offer(flags, source, offset, length);
    if (result == SendResult.BACK_PRESSURED) {
      readControl();
      result =
          state == State.UP ? to.offer(flags, source, offset, length) : SendResult.NOT_CONNECTED;
    }
    return result;
  }

  @Override
  public boolean hasRoom(long length) {
    RecordOut to = out;
    if (to == null || state != State.UP) {
      return false;
    }
    if (to.hasRoom(length)) {
      return true;
    }
    readControl();
    return state == State.UP && to.hasRoom(length);
  }

  @Override
  public long claim(long length) {
    RecordOut to = out;
    if (to == null || state != State.UP) {
      return NO_READER;
    }
    long at = to.claim(length);
    if (at == NO_ROOM) {
      readControl();
      at = state == State.UP ? to.claim(length) : NO_READER;
    }
    return at;
  }

  private RecordOut openOut() {
    RecordOut to = out;
    if (to == null) {
      throw new IllegalStateException("no claim is open");
    }
    return to;
  }

  @Override
  public MemorySegment claimMemory() {
    return openOut().claimMemory();
  }

  @Override
  public void commit(int flags) {
    openOut().commit(flags);
  }

  @Override
  public void abort() {
    openOut().abort();
  }

  // --- receiving ---

  @Override
  public int poll(RecordHandler handler, int limit) {
    InStream from = in;
    if (from == null) {
      return 0;
    }
    int handed = from.poll(handler, limit);
    if (handed == 0 || from.position() - toldPosition >= acknowledgeEvery) {
      acknowledge();
    }
    return handed;
  }

  @Override
  public boolean hasUnread() {
    InStream from = in;
    if (from == null) {
      return false;
    }
    boolean more = state != State.UP && mayGetMore(from);
    return from.hasUnread() || more;
  }

  /** Whether the streams, which are separate, may bring records after the end of the link. */
  private boolean mayGetMore(InStream from) {
    if (cut || from.isEnded()) {
      return false;
    }
    return sentByPeer < 0 || !from.isCounting() || from.consumed() < sentByPeer;
  }

  /** Tells the peer what was consumed, if it doesn't know. Any thread. */
  void acknowledge() {
    InStream from = in;
    if (from == null || from.position() == toldPosition || state != State.UP) {
      return;
    }
    if (control.tryEnter()) {
      long position = from.position(); // before the count, which is written before it
      if (message.offer(streams.controlOut, Control.ACK, from.consumed(), position, 0)) {
        toldPosition = position;
      }
      control.exit();
    }
  }

  // --- control ---

  /**
   * Reads what the peer has said on the control stream. Any thread; true if there was something.
   */
  boolean readControl() {
    if (state != State.UP || !control.tryEnter()) {
      return false;
    }
    try {
      boolean some = streams.controlIn.poll(onControl, CONTROL_BATCH) > 0;
      if (state == State.UP
          && (streams.controlIn.isClosed() || streams.controlIn.isEndOfStream())) {
        end(State.LOST, "the other end went away without saying goodbye");
      }
      return some;
    } finally {
      control.exit();
    }
  }

  private void onControl(MemorySegment bytes) {
    Control.Message read = Control.Message.read(bytes);
    RecordOut to = out;
    if (read.kind() != Control.ACK && read.kind() != Control.BYE) {
      return; // said again, or by a later version
    }
    if (to != null) {
      if (read.a() < 0 || read.a() > to.sent()) {
        end(State.LOST, "the other end acknowledged " + read.a() + " of " + to.sent() + " records");
        return;
      }
      to.acknowledged(read.a(), read.b());
    }
    if (read.kind() == Control.BYE) {
      sentByPeer = read.c();
      end(State.CLOSED, "");
    }
  }

  /** Says goodbye; true if that is done or in vain. Any thread. */
  boolean sayBye() {
    if (state != State.UP) {
      return true;
    }
    if (!control.tryEnter()) {
      return false;
    }
    try {
      InStream from = in;
      RecordOut to = out;
      return message.offer(
          streams.controlOut,
          Control.BYE,
          from == null ? 0 : from.consumed(),
          from == null ? 0 : from.position(),
          to == null ? 0 : to.sent());
    } finally {
      control.exit();
    }
  }

  /** Ends the link, once. */
  void end(State to, String why) {
    synchronized (this) {
      if (state != State.UP) {
        return;
      }
      since = Instant.now();
      lostBecause = why;
      state = to;
    }
    if (to == State.LOST) {
      LOG.log(Level.DEBUG, "channel={0} peer={1}: {2}", channel, theirs.session(), why);
    }
    onChange.run();
  }

  /** After the driver's death: nothing more comes than what is there. */
  void cutOff(String why) {
    cut = true;
    end(State.LOST, why);
  }

  // --- for the endpoint ---

  Card card() {
    return theirs;
  }

  Streams streams() {
    return streams;
  }

  boolean isFlushed() {
    return out == null || state != State.UP || out.isFlushed();
  }

  /** Lets nobody use the streams any more; false if somebody does now, and has to be waited for. */
  boolean tryEnd() {
    return control.tryEnd() && (out == null || out.tryEnd()) && (in == null || in.tryEnd());
  }

  // --- what is known ---

  @Override
  public State state() {
    return state;
  }

  @Override
  public PeerInfo peer() {
    return new PeerInfo(
        theirs.session(),
        theirs.pid() == 0 ? OptionalLong.empty() : OptionalLong.of(theirs.pid()),
        uid,
        state == State.UP ? PeerState.ALIVE : PeerState.DEAD,
        since);
  }

  @Override
  public long inDoubt() {
    return out == null ? 0 : out.inDoubt();
  }

  @Override
  public String lostBecause() {
    return lostBecause;
  }
}
