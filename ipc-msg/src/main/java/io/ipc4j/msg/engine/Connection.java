package io.ipc4j.msg.engine;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A link over a byte stream, after both ends have said who they are.
 *
 * <p><i>State:</i> both halves guard themselves; the link leaves {@code UP} once, in {@link #end},
 * whoever finds out. <i>Ordering:</i> each end says goodbye, with how much it has consumed, before
 * it closes the stream: also who has heard the other's goodbye, once it has taken what came before.
 * So an end of the stream without that word is a death. <i>Ownership:</i> the stream is closed when
 * the endpoint releases the link.
 */
final class Connection implements Link, Intake.Events {
  private static final Logger LOG = System.getLogger(Connection.class.getName());
  private static final long LOOK_EVERY = 20_000;

  /** An owner that must not go on before what it wrote is out is not told when it is. */
  private static final long UNWRITTEN_NAP = 1_000_000;

  private final ByteStream stream;
  private final Outbox outbox;
  private final Intake intake;
  private final String channel;
  private final Hello theirs;
  private final Runnable onChange;
  private final long maxRecord;
  private final long lookEvery;
  private final boolean replaces;

  private long sinceLook;
  private long lastLook;
  private long claimedAt;
  private long claimedLength;
  private volatile State state = State.UP;
  private volatile boolean left;
  private volatile String lostBecause = "";
  private volatile Instant since = Instant.now();

  /**
   * Makes the link.
   *
   * @param inbox what has arrived already
   * @param theirs what the other end said of itself
   * @param onChange called when the link's state has changed, on the thread that found out
   */
  Connection(
      ByteStream stream,
      Engine engine,
      Inbox inbox,
      ChannelSpec spec,
      Hello theirs,
      Runnable onChange) {
    this.stream = stream;
    this.channel = spec.name();
    this.theirs = theirs;
    this.onChange = onChange;
    this.replaces = spec.policy() == Policy.DROP_OLDEST;
    this.maxRecord = maxRecord(spec);
    long window = replaces ? Replacer.window(spec.capacity()) : spec.capacity();
    this.lookEvery = Math.max(1, window / 4);
    this.intake = new Intake(stream, inbox, maxRecord, theirs, this);
    this.outbox = new Outbox(stream, engine, spec.capacity(), replaces, intake::lookAhead);
  }

  /** The longest record of a channel: room for a message and what the layer above adds. */
  private static long maxRecord(ChannelSpec spec) {
    return Math.min(Math.max(spec.maxMessageSize(), 64) + Long.BYTES, FrameLayout.LONGEST);
  }

  // --- sending ---

  @Override
  public long maxRecord() {
    return maxRecord;
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    if (state != State.UP) {
      return SendResult.NOT_CONNECTED;
    }
    Outbox.Result result = outbox.offer(flags, source, offset, length, false);
    if (result == Outbox.Result.NO_ROOM && (lookForCredit() || replaces)) {
      result = outbox.offer(flags, source, offset, length, replaces);
    }
    return switch (result) {
      case TAKEN -> {
        taken(length);
        yield SendResult.SENT;
      }
      case NO_ROOM -> state == State.UP ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
      case BROKEN -> {
        broken();
        yield SendResult.NOT_CONNECTED;
      }
    };
  }

  /** Reads acknowledgements in time, before the sender has to wait for them. */
  private void taken(long length) {
    sinceLook += FrameLayout.size(length);
    if (sinceLook >= lookEvery) {
      sinceLook = 0;
      intake.lookAhead();
    }
  }

  /** Does what may make room; whether it may have. */
  private boolean lookForCredit() {
    outbox.push();
    if (replaces) {
      long now = System.nanoTime();
      if (now - lastLook < LOOK_EVERY) {
        return false;
      }
      lastLook = now;
    }
    return intake.lookAhead();
  }

  /** Nothing can be written any more: what the peer said last tells whether that is in order. */
  private void broken() {
    intake.lookAhead();
    IOException failure = outbox.failure();
    onEnd(failure == null ? "closed here" : "the connection failed: " + failure.getMessage());
  }

  @Override
  public boolean hasRoom(long length) {
    if (state != State.UP) {
      return false;
    }
    long size = FrameLayout.size(length);
    return outbox.hasRoom(size) || (lookForCredit() && state == State.UP && outbox.hasRoom(size));
  }

  @Override
  public long claim(long length) {
    if (state != State.UP) {
      return NO_READER;
    }
    long at = outbox.claim(length, false);
    if (at == NO_ROOM && (lookForCredit() || replaces)) {
      at = state == State.UP ? outbox.claim(length, replaces) : NO_READER;
    }
    if (at == NO_READER) {
      broken();
    }
    claimedAt = at;
    claimedLength = length;
    return at;
  }

  @Override
  public MemorySegment claimMemory() {
    return outbox.claimMemory();
  }

  @Override
  public void commit(int flags) {
    outbox.commit(flags, claimedAt, claimedLength);
    taken(claimedLength);
  }

  @Override
  public void abort() {
    outbox.abort();
  }

  @Override
  public boolean flush() {
    return state != State.UP || outbox.push() || state != State.UP;
  }

  // --- receiving ---

  @Override
  public int poll(RecordHandler handler, int limit) {
    int handed = intake.poll(handler, limit);
    if (handed == 0) {
      rest();
    }
    return handed;
  }

  @Override
  public boolean hasUnread() {
    return intake.hasUnread();
  }

  @Override
  public void onAcknowledged(Consumed consumed) {
    if (!outbox.acknowledged(consumed)) {
      onEnd("the peer acknowledged what was not sent");
    }
  }

  @Override
  public void onFarewell() {
    left = true;
    end(State.CLOSED, "");
  }

  @Override
  public void onEnd(String why) {
    end(State.LOST, why);
  }

  @Override
  public boolean acknowledge(Consumed consumed) {
    return outbox.acknowledge(consumed);
  }

  // --- for the endpoint ---

  private void rest() {
    outbox.nudge();
    if (state == State.UP) {
      intake.rest(outbox.lostAcknowledgement());
    }
  }

  /**
   * Does what is due.
   *
   * @param sendsOnly whether the owner has no other occasion to read
   */
  void upkeep(boolean sendsOnly) {
    if (state == State.UP) {
      if (sendsOnly) {
        intake.lookAhead();
      }
      rest();
    }
  }

  /** Before the owner sleeps: how long it may, in nanoseconds. */
  long beforeSleep() {
    outbox.nudge();
    if (stream.hasBuffered()) {
      return 0;
    }
    if (state != State.UP) {
      return Long.MAX_VALUE;
    }
    return Math.min(intake.longestSleep(), outbox.isEmpty() ? Long.MAX_VALUE : UNWRITTEN_NAP);
  }

  private void end(State to, String why) {
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
    if (to == State.CLOSED) {
      outbox.shut();
    } else {
      outbox.stop();
    }
    onChange.run();
  }

  /** Takes nothing more to send, and says goodbye after what waits. Any thread. */
  void beginClose() {
    outbox.end(intake.consumed());
  }

  /** After {@link #beginClose}: writes on; true if nothing is left to do. Any thread. */
  boolean finishClose() {
    if (state != State.UP) {
      return true;
    }
    if (!outbox.finish()) {
      return false;
    }
    // a stream that is closed with something unread may lose what was written
    boolean any = intake.lookAhead();
    if (state == State.UP && outbox.failure() != null) {
      if (any) {
        return false; // the goodbye that explains it may be on its way
      }
      broken();
    }
    return state != State.UP || stream.isDelivered();
  }

  /** Ends the connection of an end that closes, whose peer may not get all. Any thread. */
  void giveUp() {
    end(State.LOST, "closed here before the other end had everything");
  }

  /** Whether the link is up, after a look at what has arrived. Any thread. */
  boolean isStillUp() {
    if (state == State.UP) {
      intake.lookAhead();
    }
    return state == State.UP;
  }

  /** What the other end said of itself. */
  Hello theirs() {
    return theirs;
  }

  /** What is waited on. */
  Source source() {
    return stream.source();
  }

  /** What is waited on for an owner who doesn't read. */
  Optional<Source> standby() {
    return stream.standby();
  }

  /** Reads for an owner who doesn't; whether there was anything, be it the end. Any thread. */
  boolean readAhead() {
    return state == State.UP && (intake.lookAhead() || state != State.UP);
  }

  /** Ends the connection. Any thread. */
  void cut() {
    if (state == State.CLOSED) {
      outbox.end(intake.consumed());
      outbox.finish();
    }
    end(State.CLOSED, "");
    stream.close();
    if (left && inDoubt() > 0) {
      lostBecause = "it closed before it had taken everything";
      state = State.LOST; // nobody counts what it left: whoever closes does so now
    }
  }

  // --- what is known ---

  @Override
  public State state() {
    return state;
  }

  @Override
  public PeerInfo peer() {
    return new PeerInfo(
        stream
            .provenName()
            .map(name -> theirs.session() + " (" + name + ")")
            .orElse(theirs.session()),
        pid(),
        stream.uid(),
        state == State.UP ? PeerState.ALIVE : PeerState.DEAD,
        since,
        stream.gid());
  }

  /** The system's word counts, where it has one. */
  private OptionalLong pid() {
    OptionalLong known = stream.pid();
    return known.isPresent() || theirs.pid() == 0 ? known : OptionalLong.of(theirs.pid());
  }

  @Override
  public long inDoubt() {
    return outbox.credit().inDoubt();
  }

  @Override
  public long overwritten() {
    return outbox.credit().overwritten();
  }

  @Override
  public String lostBecause() {
    return lostBecause;
  }
}
