package io.ipc4j.msg.meeting;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Rendezvous;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Meets others at paths: listens at one, or dials those of others, or both. */
final class Meeting implements Rendezvous {
  private static final int MOST_AT_ONCE = 256;

  private final Place place;
  private final ChannelPaths paths;
  private final ChannelPaths.@Nullable Listening listening;
  private final @Nullable Targets targets;
  private boolean moreToAccept;

  /**
   * Makes the way to meet.
   *
   * @param listening where to accept; owned; null to accept nobody
   * @param targets whom to dial; null to dial nobody
   */
  Meeting(
      Place place,
      ChannelPaths paths,
      ChannelPaths.@Nullable Listening listening,
      @Nullable Targets targets) {
    this.place = place;
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
    moreToAccept = false;
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      ByteStream stream = at.door().accept();
      if (stream == null) {
        return;
      }
      newcomers.accepted(stream);
    }
    moreToAccept = true;
  }

  private void dial(Targets whom, long now, Newcomers newcomers) throws IOException {
    for (String name : whom.due(now, newcomers)) {
      try {
        newcomers.dialed(place.dial(paths.path(name)), name);
      } catch (ConnectException e) {
        if (whom.refused(name, now)) {
          paths.removeStale(name);
        }
      } catch (IOException e) {
        whom.failed(name, now);
      } catch (IpcException e) {
        whom.failed(name, now);
        newcomers.refused(e);
      }
    }
  }

  @Override
  public long due(long now) {
    if (moreToAccept) {
      return now;
    }
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
    return listening == null ? Optional.empty() : Optional.of(listening.door().source());
  }

  @Override
  public void close() {
    if (listening != null) {
      paths.close(listening);
    }
  }
}
