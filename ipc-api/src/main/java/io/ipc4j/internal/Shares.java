package io.ipc4j.internal;

import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Distributes kept messages over the links of an endpoint, each whole to one receiver, and takes
 * back what a receiver that went away had not acknowledged. Guarded by its sender.
 *
 * <p><i>State:</i> each message that was taken and is not acknowledged is either in exactly one
 * {@link Share} or in {@code waiting}, by number; while anything waits, nothing newer is sent.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class Shares {
  private static final Logger LOG = System.getLogger(Shares.class.getName());
  private static final Share[] NONE = {};

  private final Endpoint endpoint;
  private final String channel;
  private final boolean competing;
  private final Share.Terms terms;
  private final KeptPool pool;
  private final PriorityQueue<Kept> waiting =
      new PriorityQueue<>(Comparator.comparingLong(kept -> kept.number));
  private Share[] shares = NONE;
  private int generation;
  private boolean ending;
  private int turn;
  private long attempt;
  private long lastNumber;
  private long redelivered;

  Shares(Endpoint endpoint, ChannelSpec spec, long window) {
    this.endpoint = endpoint;
    this.channel = spec.name();
    this.competing = spec.receivers() == Receivers.COMPETING;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.terms =
        new Share.Terms(
            competing ? window : Integer.MAX_VALUE,
            spec.capacity(),
            !competing,
            random.nextLong(),
            random.nextLong());
    this.pool = new KeptPool(2 * spec.capacity());
    this.generation = endpoint.generation() - 1;
  }

  // --- links that come and go ---

  /** Looks at the links if they have changed, or may have; whether they had. */
  boolean look() {
    if (generation == endpoint.generation() && !ending) {
      return false;
    }
    generation = endpoint.generation();
    ending = false;
    List<Share> now = new ArrayList<>();
    for (Link link : endpoint.links()) {
      Share known = find(link);
      if (link.state() == Link.State.UP) {
        now.add(known != null ? known : new Share(link, terms, pool::give));
      } else if (known != null && mayHearMore(known)) {
        ending = true;
        now.add(known);
      } else {
        end(link, known);
      }
    }
    shares = now.toArray(NONE);
    return true;
  }

  /** Whether acknowledgements of a receiver that has gone are still on their way. */
  private boolean mayHearMore(Share share) {
    settle(share);
    return share.size() > 0 && share.mayHearMore();
  }

  private @Nullable Share find(Link link) {
    for (Share share : shares) {
      if (share.link() == link) {
        return share;
      }
    }
    return null;
  }

  private void end(Link link, @Nullable Share known) {
    if (known != null) {
      known.finish(Duration.ZERO);
      if (known.size() > 0) {
        LOG.log(
            link.state() == Link.State.LOST ? Level.WARNING : Level.DEBUG,
            "channel={0}: {1} went away with {2} messages that it had not acknowledged; they are"
                + " sent again: {3}",
            channel,
            link.peer().name(),
            known.size(),
            link.state() == Link.State.LOST ? link.lostBecause() : "it closed in order");
      }
      known.giveBack(this::takeBack);
    }
    endpoint.release(link);
  }

  private void takeBack(Kept kept) {
    kept.again = true;
    waiting.add(kept);
  }

  // --- acknowledgements ---

  /** Takes the acknowledgements of all; whether there were any. */
  boolean settleAll() {
    boolean any = false;
    for (Share share : shares) {
      any |= settle(share);
    }
    return any;
  }

  private boolean settle(Share share) {
    try {
      return share.settle();
    } catch (IpcCorruptException e) {
      LOG.log(
          Level.WARNING,
          "channel={0}: {1} gets nothing more: {2}",
          channel,
          share.link().peer().name(),
          e.getMessage());
      return true;
    }
  }

  // --- sending ---

  /** Whether nothing waits any more, after trying to send it. */
  boolean sendWaiting() {
    Kept next = waiting.peek();
    while (next != null) {
      boolean again = next.again;
      if (place(next) != SendResult.SENT) {
        return false;
      }
      redelivered += again ? 1 : 0;
      waiting.remove();
      next = waiting.peek();
    }
    return true;
  }

  /** Whether a message of that length could go to somebody now. */
  boolean canTake(long length) {
    if (!sendWaiting()) {
      return false;
    }
    for (int i = 0; i < candidates(); i++) {
      if (shares[i].canTake(length)) {
        return true;
      }
    }
    boolean any = false;
    for (int i = 0; i < candidates(); i++) {
      any |= shares[i].wouldTake(length);
    }
    return any;
  }

  /**
   * How many of the shares get something now: of a queue with one receiver the oldest, whose end
   * may not have been seen yet when the next one is there.
   */
  private int candidates() {
    return competing ? shares.length : Math.min(1, shares.length);
  }

  /** Whether there is somebody to send to. */
  boolean isConnected() {
    for (Share share : shares) {
      if (share.link().state() == Link.State.UP) {
        return true;
      }
    }
    return false;
  }

  /** Lends memory for a message. */
  Kept lend(long length) {
    return pool.take(length);
  }

  /** Takes back memory of a message that is not sent. */
  void dismiss(Kept kept) {
    pool.give(kept);
  }

  /** Sends a message, or dismisses it. */
  SendResult offer(Kept kept) {
    kept.number = lastNumber + 1;
    SendResult result = place(kept);
    if (result == SendResult.SENT) {
      lastNumber++;
    } else {
      pool.give(kept);
    }
    return result;
  }

  /** Sends a message now, or as soon as somebody can take it. */
  void commit(Kept kept) {
    kept.number = ++lastNumber;
    if (place(kept) != SendResult.SENT) {
      waiting.add(kept);
    }
  }

  /** Gives a message to the receiver that has least to do, in turn among equals. */
  private SendResult place(Kept kept) {
    SendResult result = SendResult.NOT_CONNECTED;
    attempt++;
    Share share = leastBusy(kept.length);
    while (share != null) {
      SendResult one = share.send(kept);
      if (one == SendResult.SENT) {
        return one;
      }
      result = one == SendResult.BACK_PRESSURED ? one : result;
      share.refused(attempt);
      share = leastBusy(kept.length);
    }
    return isConnected() ? SendResult.BACK_PRESSURED : result;
  }

  private @Nullable Share leastBusy(long length) {
    Share best = null;
    int count = candidates();
    turn = turn + 1 >= count ? 0 : turn + 1;
    for (int i = 0; i < count; i++) {
      Share share = shares[(turn + i) % count];
      if (share.isHalfUsed()) {
        settle(share);
      }
      boolean better = best == null || share.size() < best.size();
      if (better && !share.hasRefused(attempt) && share.hasCredit(length)) {
        best = share;
      }
    }
    return best;
  }

  /** Tells somebody of a loss that no message follows. */
  void tellGap(long lost) {
    if (shares.length > 0) {
      shares[0].tellGap(lost);
    }
  }

  // --- what is known ---

  /** Whether every message was acknowledged. */
  boolean isSettled() {
    return unsettled() == 0;
  }

  /** How many messages wait for a receiver that takes them. */
  int waiting() {
    return waiting.size();
  }

  /** How many messages were sent again. */
  long redelivered() {
    return redelivered;
  }

  /** How many messages nobody has acknowledged. */
  long unsettled() {
    long sum = waiting.size();
    for (Share share : shares) {
      sum += share.size();
    }
    return sum;
  }

  /** Writes what is left of long messages for at most that long; nothing is sent after that. */
  void finish(Duration linger) {
    for (Share share : shares) {
      share.finish(linger);
    }
  }
}
