package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.session.Namespace;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Cleans the channels of a namespace that nobody opens any more; those that somebody opens are
 * cleaned then. Safe when many do it at once.
 */
public final class ChannelJanitor {
  /** Told what was found. */
  public interface Findings {
    /** Something that the dead left, and that is gone now. */
    void removed(Path path, String reason);

    /** Something that the dead left, and that stays. */
    void kept(Path path, String reason);
  }

  private final Namespace namespace;
  private final Findings findings;

  /**
   * Makes a janitor.
   *
   * @param namespace where it cleans; it must stay open meanwhile
   * @param findings told what was found
   */
  public ChannelJanitor(Namespace namespace, Findings findings) {
    this.namespace = namespace;
    this.findings = findings;
  }

  /** Cleans all channels. */
  public void clean() {
    Path channels = namespace.directory("channels");
    ControlFile.sweepUnfinished(namespace.session(), channels);
    for (Path channel : Directories.list(channels)) {
      if (ControlFile.isUnfinished(channel)) {
        continue; // its maker is alive
      }
      List<Path> left = Directories.list(channel).stream().filter(this::isLeft).toList();
      clean(channel);
      left.forEach(this::tell);
    }
  }

  private void clean(Path channel) {
    Optional<ControlFile> control;
    try {
      control = ControlFile.find(channel);
    } catch (IpcCorruptException e) {
      findings.kept(channel, "not understood: " + e.detail());
      return;
    }
    if (control.isEmpty()) {
      SharedFile.sweepUnfinishedIn(channel);
      Directories.removeIfEmpty(channel);
      return;
    }
    try (ControlFile file = control.get()) {
      if (!file.endIfUnused(namespace.session())) {
        Directories.list(channel).forEach(path -> Sweeper.remove(namespace.session(), path));
      }
    }
  }

  /** Whether a file is of somebody who is gone. */
  private boolean isLeft(Path file) {
    return SharedFile.isUnfinished(file)
        || LaneName.ofAny(file)
            .filter(name -> !namespace.session().isAlive(name.member()))
            .isPresent();
  }

  private void tell(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      findings.removed(file, "who wrote it is gone, and nobody reads it");
    } else if (!SharedFile.isUnfinished(file)) {
      findings.kept(file, "unread messages, which the next receiver gets");
    }
  }
}
