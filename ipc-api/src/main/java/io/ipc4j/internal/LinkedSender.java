package io.ipc4j.internal;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.SendPort;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sending port over the links of an endpoint: a queue's message goes to one link, a published one
 * to all of them, after there was room on every one. Belongs to the handle's thread.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class LinkedSender extends SendPort {
  private static final Logger LOG = System.getLogger(LinkedSender.class.getName());
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
  private long inDoubt;
  private boolean closed;
  private long overwrittenBefore;
  private @Nullable LinkOut claimed;
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
    return outs;
  }

  private LinkOut begin(Link link) {
    LinkOut out = new LinkOut(link);
    if (history != null) {
      out.owe(history.latest());
    }
    return out;
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
      known.finish(Duration.ZERO);
      long lost = known.inDoubt();
      inDoubt += lost;
      overwrittenBefore += link.overwritten();
      if (lost > 0) {
        LOG.log(
            Level.WARNING,
            "channel={0}: {1} went away with {2} messages in doubt: {3}",
            channel(),
            link.peer().name(),
            lost,
            link.state() == Link.State.LOST ? link.lostBecause() : "it closed in order");
      }
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

  // --- RecordSink ---

  @Override
  public long maxRecord() {
    return Long.MAX_VALUE; // cutting happens per link, below distribution
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    LinkOut[] known = outs;
    if (known.length == 1 && !toAll && untilService > 1) {
      untilService--;
      // a link that takes the message tells all there is to know: nobody else need be asked
      SendResult result = known[0].send(flags, source, offset, length);
      if (result == SendResult.SENT) {
        next = 0;
        return result;
      }
    }
    SendResult result = offerOnce(flags, source, offset, length);
    if (result != SendResult.SENT) {
      endpoint.service();
      if (generation != endpoint.generation()) {
        result = offerOnce(flags, source, offset, length);
      }
    }
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
    if (overwrites ? anyBusy(now) : !roomOnAll(now, length)) {
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

  /** Whether a message in pieces is on its way somewhere: that one does not give way. */
  private static boolean anyBusy(LinkOut[] now) {
    for (LinkOut out : now) {
      if (out.isUp() && out.isBusy()) {
        return true;
      }
    }
    return false;
  }

  private static boolean roomOnAll(LinkOut[] now, long length) {
    for (LinkOut out : now) {
      if (out.isUp() && !out.hasRoom(length)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean hasRoom(long length) {
    LinkOut[] now = outs();
    if (toAll) {
      return (now.length > 0 || history != null) && roomOnAll(now, length);
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
    long at = claimOnce(length);
    if (at < 0) {
      endpoint.service();
      if (generation != endpoint.generation()) {
        at = claimOnce(length);
      }
    }
    return at;
  }

  private long claimOnce(long length) {
    LinkOut[] now = outs();
    if (now.length == 1 && history == null && now[0].canClaim(length)) {
      next = 0;
      claimed = now[0];
      return now[0].link().claim(length);
    }
    claimed = null;
    if (now.length == 0 && history == null) {
      return NO_READER;
    }
    if (overwrites ? anyBusy(now) : !hasRoom(length)) {
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
    LinkOut direct = claimed;
    return direct != null ? direct.link().claimMemory() : lentScratch();
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
    LinkOut direct = claimed;
    if (direct != null) {
      direct.link().commit(flags);
      claimed = null;
      return;
    }
    // room was there when it was claimed, and this thread alone uses it up: only a link can be gone
    if (offerOnce(flags, lentScratch(), 0, scratchLength) != SendResult.SENT) {
      inDoubt++;
    }
  }

  @Override
  public void abort() {
    LinkOut direct = claimed;
    if (direct != null) {
      direct.link().abort();
      claimed = null;
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
