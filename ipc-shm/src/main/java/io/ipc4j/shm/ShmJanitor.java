package io.ipc4j.shm;

import io.ipc4j.Leftover;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.shm.channel.ChannelJanitor;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.TransportContext;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Removes what the dead left of namespaces. Safe when many do it at once. */
final class ShmJanitor implements ChannelJanitor.Findings {
  private final TransportContext context;
  private final Path base;
  private final List<Leftover> found = new ArrayList<>();

  ShmJanitor(TransportContext context) {
    this.context = context;
    this.base = context.config().find(ConfigKeys.DIRECTORY).orElseGet(Directories::defaultBase);
  }

  List<Leftover> clean(boolean allNamespaces) {
    if (!allNamespaces) {
      clean(context.namespace());
    } else if (Files.isDirectory(base)) {
      Directories.require(base);
      for (Path namespace : Directories.list(base)) {
        clean(String.valueOf(namespace.getFileName()));
      }
    }
    return found;
  }

  private void clean(String name) {
    Path directory = base.resolve(name).resolve("shm");
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return; // entering it would create it
    }
    Namespace namespace =
        Namespace.enter(
            base, name, context.sessionName(), body -> context.newThread("watcher", body));
    boolean cleaned = false;
    try {
      new ChannelJanitor(namespace, this).clean();
      SharedFile.sweepUnfinishedIn(namespace.directory("regions"));
      cleaned = true;
    } finally {
      if (cleaned) {
        namespace.closeAndRemove();
      } else {
        namespace.close();
      }
    }
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      removed(directory, "nobody is there, and nothing is left in it");
    }
  }

  @Override
  public void removed(Path path, String reason) {
    found.add(new Leftover("shm", path.toString(), true, reason));
  }

  @Override
  public void kept(Path path, String reason) {
    found.add(new Leftover("shm", path.toString(), false, reason));
  }
}
