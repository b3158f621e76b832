package io.ipc4j.internal;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.SendPort;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sending port over the links of an endpoint: a queue's message goes to one link, a published one
 * to all of them, after there was room on every one. Belongs to the handle's thread.
 *
 * <p>The hot methods are this class's own, though the template has them too, since transports use
 * copies of this class ({@link LinkedPorts}). For the same reason it can't hand itself on as what
 * it is: only as a {@link SendPort}.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class LinkedSender extends SendPort {
  private static final int SERVICE_EVERY = 256;
  private static final LinkOut[] NONE = {};

  private final Endpoint endpoint;
  private final boolean toAll;
  private final boolean overwrites;
  private final boolean releases;
  private final @Nullable History history;
  private volatile LinkOut[] outs = NONE;
  private int generation;
  private int untilService = SERVICE_EVERY;
  private int next;
  private @Nullable Link sole;
  private long soleLongest;
  private long inDoubt;
  private boolean closed;
  private long overwrittenBefore;
  private @Nullable Link claimed;
  private @Nullable MemorySegment scratch;
  private long scratchLength;

  /**
   * Makes the port.
   *
   * @param releases whether this port gives ended links back, or another one of the endpoint does
   */
  LinkedSender(HandleContext context, Endpoint endpoint, boolean releases) {
    super(context);
    this.endpoint = endpoint;
    this.toAll = context.spec().pattern() == Pattern.PUBLISH_SUBSCRIBE;
    this.overwrites = context.spec().policy() == Policy.DROP_OLDEST;
    this.releases = releases;
    long kept = context.spec().history();
    this.history = kept > 0 ? new History(kept, context.spec().capacity()) : null;
    this.generation = endpoint.generation() - 1;
  }

  // --- links ---

  private LinkOut[] outs() {
    if (--untilService <= 0) {
      untilService = SERVICE_EVERY;
      endpoint.service(); // there may be room for long while nobody is there to read
    }
    return generation == endpoint.generation() ? outs : refresh();
  }

  private LinkOut[] refresh() {
    generation = endpoint.generation();
    List<LinkOut> now = new ArrayList<>();
    for (Link link : endpoint.links()) {
      LinkOut known = find(link);
      if (link.state() == Link.State.UP) {
        now.add(known == null ? begin(link) : known);
      } else {
        end(link, known);
      }
    }
    outs = now.toArray(NONE);
    settle();
    return outs;
  }

  private LinkOut begin(Link link) {
    LinkOut out = new LinkOut(link);
    if (history != null) {
      out.owe(history.latest());
    }
    return out;
  }

  /** Looks whether messages may go straight to the one link that there is. */
  private void settle() {
    LinkOut[] now = outs;
    if (toAll || now.length != 1 || now[0].isBusy()) {
      sole = null;
      return;
    }
    next = 0;
    sole = now[0].link();
    soleLongest = now[0].maxRecord();
  }

  private @Nullable LinkOut find(Link link) {
    for (LinkOut out : outs) {
      if (out.link() == link) {
        return out;
      }
    }
    return null;
  }

  private void end(Link link, @Nullable LinkOut known) {
    if (known != null) {
      inDoubt += known.end(channel());
      overwrittenBefore += link.overwritten();
    }
    if (releases) {
      endpoint.release(link);
    }
  }

  /** The link that took the last message of a queue. */
  @Nullable Link lastLink() {
    LinkOut[] now = outs;
    return next < now.length ? now[next].link() : null;
  }

  // --- the hot path: a queue with one link ---

  @Override
  public SendResult trySend(MemorySegment source, long offset, long length) {
    try {
      if (isPlain(length) && passOn(RecordFlags.WHOLE, source, offset, length)) {
        return count(length);
      }
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
    return super.trySend(source, offset, length);
  }

  @Override
  public @Nullable Loan tryLoan(long length) {
    try {
      if (isPlain(length)) {
        long at = claimThere(length);
        if (at >= 0) {
          return lent(claimMemory(), at, length);
        }
      }
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
    return super.tryLoan(length);
  }

  /**
   * Gives a message to the one link that there is. If it takes it, that tells all there is to know,
   * and nobody else need be asked; if not, anything may be the reason, and care looks for it.
   */
  private boolean passOn(int flags, MemorySegment source, long offset, long length) {
    Link only = sole;
    if (only == null || length > soleLongest || --untilService <= 0) {
      return false;
    }
    if (only.offer(flags, source, offset, length) == SendResult.SENT) {
      return true;
    }
    sole = null;
    return false;
  }

  /** The same for a claim: where to write, or a negative number for any reason. */
  private long claimThere(long length) {
    Link only = sole;
    if (only == null || length > soleLongest || --untilService <= 0) {
      return NO_READER;
    }
    long at = only.claim(length);
    if (at < 0) {
      sole = null;
    } else if (claimed != only) {
      claimed = only; // stays: storing a reference costs more than comparing it
    }
    return at;
  }

  // --- RecordSink ---

  @Override
  public long maxRecord() {
    return Long.MAX_VALUE; // cutting happens per link, below distribution
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    return passOn(flags, source, offset, length)
        ? SendResult.SENT
        : offerWithCare(flags, source, offset, length);
  }

  private SendResult offerWithCare(int flags, MemorySegment source, long offset, long length) {
    SendResult result = offerOnce(flags, source, offset, length);
    if (result != SendResult.SENT) {
      endpoint.service();
      if (generation != endpoint.generation()) {
        result = offerOnce(flags, source, offset, length);
      }
    }
    settle();
    return result;
  }

  private SendResult offerOnce(int flags, MemorySegment source, long offset, long length) {
    LinkOut[] now = outs();
    if (now.length == 1 && !toAll) {
      next = 0;
      return now[0].send(flags, source, offset, length);
    }
    if (toAll) {
      return publish(now, flags, source, offset, length);
    }
    SendResult result = SendResult.NOT_CONNECTED;
    for (int i = 0; i < now.length; i++) {
      next = (next + 1) % now.length;
      SendResult one = now[next].send(flags, source, offset, length);
      if (one == SendResult.SENT) {
        return one;
      }
      result = one == SendResult.BACK_PRESSURED ? one : result;
    }
    return result;
  }

  private SendResult publish(
      LinkOut[] now, int flags, MemorySegment source, long offset, long length) {
    if (overwrites ? LinkOut.anyBusy(now) : !LinkOut.roomOnAll(now, length)) {
      return SendResult.BACK_PRESSURED;
    }
    SendResult result = SendResult.NOT_CONNECTED;
    for (LinkOut out : now) {
      // a link that went down since it was asked for room simply isn't connected any more
      if (out.send(flags, source, offset, length) == SendResult.SENT) {
        result = SendResult.SENT;
      }
    }
    if (history == null) {
      return result;
    }
    if (flags == RecordFlags.WHOLE) {
      history.add(source, offset, length);
    }
    return SendResult.SENT; // to those who come late, if to nobody now
  }

  @Override
  public boolean hasRoom(long length) {
    LinkOut[] now = outs();
    if (toAll) {
      return (now.length > 0 || history != null) && LinkOut.roomOnAll(now, length);
    }
    for (LinkOut out : now) {
      if (out.hasRoom(length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long claim(long length) {
    long at = claimThere(length);
    return at >= 0 ? at : claimWithCare(length);
  }

  private long claimWithCare(long length) {
    long at = claimOnce(length);
    if (at < 0) {
      endpoint.service();
      if (generation != endpoint.generation()) {
        at = claimOnce(length);
      }
    }
    settle();
    return at;
  }

  private long claimOnce(long length) {
    LinkOut[] now = outs();
    if (now.length == 1 && history == null && now[0].canClaim(length)) {
      next = 0;
      claimed = now[0].link();
      return claimed.claim(length);
    }
    claimed = null;
    if (now.length == 0 && history == null) {
      return NO_READER;
    }
    if (overwrites ? LinkOut.anyBusy(now) : !hasRoom(length)) {
      return NO_ROOM;
    }
    MemorySegment current = scratch;
    if (current == null || current.byteSize() < length) {
      scratch = Arena.ofAuto().allocate(Math.max(length, 4096), Long.BYTES);
    }
    scratchLength = length;
    return 0;
  }

  @Override
  public MemorySegment claimMemory() {
    Link direct = claimed;
    return direct != null ? direct.claimMemory() : lentScratch();
  }

  private MemorySegment lentScratch() {
    MemorySegment current = scratch;
    if (current == null) {
      throw new IllegalStateException("no claim is open");
    }
    return current;
  }

  @Override
  public void commit(int flags) {
    Link direct = claimed;
    if (direct != null) {
      direct.commit(flags);
    } else {
      commitScratch(flags);
    }
  }

  private void commitScratch(int flags) {
    // room was there when it was claimed, and this thread alone uses it up: only a link can be gone
    if (offerOnce(flags, lentScratch(), 0, scratchLength) != SendResult.SENT) {
      inDoubt++;
    }
    settle();
  }

  @Override
  public void abort() {
    Link direct = claimed;
    if (direct != null) {
      direct.abort();
    }
  }

  // --- SendPort ---

  @Override
  protected Gate gate() {
    return endpoint.gate();
  }

  @Override
  protected long inDoubt() {
    long sum = inDoubt;
    for (LinkOut out : closed ? NONE : outs) {
      sum += out.isUp() ? 0 : out.link().inDoubt(); // has ended, and was not let go yet
    }
    return sum;
  }

  @Override
  protected long overwritten() {
    long sum = overwrittenBefore;
    for (LinkOut out : outs) {
      sum += out.link().overwritten();
    }
    return sum;
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    return Peers.of(endpoint);
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return endpoint.deadPeers();
  }

  @Override
  protected void closePort(Duration linger) {
    long deadline = System.nanoTime() + Durations.nanos(linger);
    for (LinkOut out : outs) {
      out.finish(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    endpoint.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    long left = 0;
    for (LinkOut out : outs) {
      left += out.inDoubtHere();
    }
    closed = true;
    inDoubt += left;
  }
}
