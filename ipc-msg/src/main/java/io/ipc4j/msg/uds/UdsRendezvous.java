package io.ipc4j.msg.uds;

import io.ipc4j.msg.engine.Rendezvous;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Meets others at socket files: listens at one, or dials those of others, or both. */
final class UdsRendezvous implements Rendezvous {
  private static final int MOST_AT_ONCE = 256;

  private final Sockets sockets;
  private final ChannelPaths paths;
  private final ChannelPaths.@Nullable Listening listening;
  private final @Nullable Targets targets;

  /**
   * Makes the way to meet.
   *
   * @param listening where to accept; owned; null to accept nobody
   * @param targets whom to dial; null to dial nobody
   */
  UdsRendezvous(
      Sockets sockets,
      ChannelPaths paths,
      ChannelPaths.@Nullable Listening listening,
      @Nullable Targets targets) {
    this.sockets = sockets;
    this.paths = paths;
    this.listening = listening;
    this.targets = targets;
  }

  @Override
  public void seek(long now, Newcomers newcomers) throws IOException {
    if (targets != null) {
      dial(targets, now, newcomers);
    }
    if (listening != null) {
      accept(listening, newcomers);
    }
  }

  private void accept(ChannelPaths.Listening at, Newcomers newcomers) throws IOException {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      SocketChannel channel = at.socket().accept();
      if (channel == null) {
        return;
      }
      newcomers.accepted(sockets.stream(channel));
    }
  }

  private void dial(Targets whom, long now, Newcomers newcomers) throws IOException {
    for (String name : whom.due(now, newcomers)) {
      try {
        newcomers.dialed(sockets.connect(paths.path(name)), name);
      } catch (ConnectException e) {
        if (whom.refused(name, now)) {
          paths.removeStale(name);
        }
      } catch (IOException e) {
        whom.failed(name, now);
      }
    }
  }

  @Override
  public long due(long now) {
    return targets == null ? now + Targets.FAR : targets.nextLook(now);
  }

  @Override
  public void succeeded(String target) {
    if (targets != null) {
      targets.succeeded(target);
    }
  }

  @Override
  public void failed(String target, long now) {
    if (targets != null) {
      targets.failed(target, now);
    }
  }

  @Override
  public Optional<Source> acceptor() {
    return listening == null
        ? Optional.empty()
        : Optional.of(new Source.OfChannel(listening.socket()));
  }

  @Override
  public void close() {
    if (listening != null) {
      paths.close(listening);
    }
  }
}
