package io.ipc4j.msg.tcp;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An address that is dialed, and when to try it again. Under its endpoint's lock, except where it
 * says otherwise.
 */
final class Target {
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long RESOLVE_AGAIN = TimeUnit.SECONDS.toNanos(30);

  private final HostPort at;
  private final long longest;
  private volatile List<InetSocketAddress> addresses;
  private volatile String trouble = "";
  private @Nullable Visit visit;
  private long next;
  private long pause = SHORTEST;
  private long resolved;
  private int attempts;

  /** A target that may be dialed at once. */
  Target(HostPort at, List<InetSocketAddress> addresses, TcpSettings settings) {
    this.at = at;
    this.addresses = addresses;
    this.longest = settings.longestPause().toNanos();
    this.next = System.nanoTime();
    this.resolved = next;
  }

  HostPort at() {
    return at;
  }

  /** What is being dialed, or null. */
  @Nullable Visit visit() {
    return visit;
  }

  void dials(@Nullable Visit now) {
    visit = now;
  }

  long next() {
    return next;
  }

  /** One of its addresses, another one each time. */
  InetSocketAddress address() {
    List<InetSocketAddress> all = addresses;
    return all.get(Math.floorMod(attempts++, all.size()));
  }

  void succeeded() {
    visit = null;
    pause = SHORTEST;
    trouble = "";
  }

  /**
   * Waits a while, longer each time, and never as long as others do.
   *
   * @param lasting whether trying again soon is of no use
   */
  void failed(String why, boolean lasting, long now) {
    visit = null;
    trouble = why;
    pause = lasting ? longest : Math.min(pause, longest);
    next = now + ThreadLocalRandom.current().nextLong(pause / 2, pause + pause / 2);
    pause *= 2;
    if (now - resolved > RESOLVE_AGAIN) {
      resolved = now;
      Thread.ofVirtual().name("ipc-tcp-resolve").start(this::resolve);
    }
  }

  private void resolve() {
    try {
      addresses = at.resolve();
    } catch (UnknownHostException e) {
      trouble = "the host is unknown now";
    }
  }

  /** Why it isn't reached, for people; any thread. */
  String describe() {
    String why = trouble;
    return why.isEmpty() ? at.toString() : at + " (" + why + ")";
  }
}
