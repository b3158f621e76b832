package io.ipc4j.inproc;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import java.time.Instant;
import java.util.OptionalLong;

/** A session as its peers see it. */
record Participant(String name, long pid, OptionalLong uid) {
  PeerInfo asPeer(boolean connected, Instant since) {
    return new PeerInfo(
        name, OptionalLong.of(pid), uid, connected ? PeerState.ALIVE : PeerState.DEAD, since);
  }
}
