package io.ipc4j.channel;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Who is at the other end of a link.
 *
 * @param name the peer's session, such as {@code receiver@4711}
 * @param pid its process id where the transport knows it; informative only, never a proof of life
 * @param uid its user id where the transport knows it
 * @param state what is known of its life
 * @param since when it entered that state
 * @param gid its group id where the transport knows it
 */
public record PeerInfo(
    String name,
    OptionalLong pid,
    OptionalLong uid,
    PeerState state,
    Instant since,
    OptionalLong gid) {

  /** A peer whose group isn't known. */
  public PeerInfo(String name, OptionalLong pid, OptionalLong uid, PeerState state, Instant since) {
    this(name, pid, uid, state, since, OptionalLong.empty());
  }
}
