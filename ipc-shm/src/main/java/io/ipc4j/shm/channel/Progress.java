package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which readers live and leave what there is to read, and since when. Thread safe. */
final class Progress {
  /** As long as a reader may take over one message before it is called slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Map<Long, Standstill> standing = new ConcurrentHashMap<>();

  private record Standstill(long position, Instant since) {}

  /**
   * Notes how far a reader has got.
   *
   * @param position how far
   * @param work whether it could get further
   */
  void note(long reader, long position, boolean work) {
    standing.compute(reader, (key, before) -> after(before, position, work));
  }

  private static @Nullable Standstill after(
      @Nullable Standstill before, long position, boolean work) {
    if (!work) {
      return null;
    }
    boolean moved = before == null || before.position != position;
    return moved ? new Standstill(position, Instant.now()) : before;
  }

  /** Forgets all but some. */
  void retain(Collection<Long> readers) {
    standing.keySet().retainAll(readers);
  }

  /** Calls a reader slow that is alive and has stood for too long. */
  PeerInfo judge(long reader, PeerInfo peer) {
    Standstill standstill = standing.get(reader);
    if (standstill == null || peer.state() != PeerState.ALIVE) {
      return peer;
    }
    Instant since = standstill.since;
    return Duration.between(since, Instant.now()).compareTo(PATIENCE) >= 0
        ? new PeerInfo(peer.name(), peer.pid(), peer.uid(), PeerState.SLOW, since)
        : peer;
  }
}
