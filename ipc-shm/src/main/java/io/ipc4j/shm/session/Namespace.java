package io.ipc4j.shm.session;

import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.SharedFile;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What one process has of a namespace: its directory, its session, and the watcher of others.
 *
 * <p>Thread safe; no method blocks.
 */
public final class Namespace implements AutoCloseable {
  private final Path directory;
  private final Session session;
  private final Watcher watcher;

  private Namespace(Path directory, Session session, Watcher watcher) {
    this.directory = directory;
    this.session = session;
    this.watcher = watcher;
  }

  /**
   * Enters a namespace, creating its directories where they are missing.
   *
   * @param base the user's own directory
   * @param name of the namespace
   * @param sessionName tells people who this session is
   * @param threads makes the watcher's daemon thread
   */
  public static Namespace enter(
      Path base, String name, String sessionName, Function<Runnable, Thread> threads) {
    Directories.require(base);
    Directories.require(base.resolve(name));
    Path directory = Directories.require(base.resolve(name).resolve("shm"));
    SharedFile.sweepUnfinishedIn(directory);
    Session session = Session.open(directory, sessionName);
    return new Namespace(directory, session, new Watcher(session, threads));
  }

  /** The directory of this kind of things, such as {@code channels}. */
  public Path directory(String kind) {
    return Directories.require(directory.resolve(kind));
  }

  /** Who is alive. */
  public Session session() {
    return session;
  }

  /** Who tells when somebody isn't alive any more. */
  public Watcher watcher() {
    return watcher;
  }

  /**
   * Wakes a member.
   *
   * @param member who sleeps
   * @param bell its own
   * @param how it sleeps
   */
  public void wake(long member, Bell bell, Sleep how) {
    if (how != Sleep.AWAKE) {
      bell.ring();
      if (how == Sleep.BY_WAITER) {
        session.bellOf(member).ring();
      }
    }
  }

  /** Leaves the namespace, and removes its directories if nobody is there and nothing is left. */
  public void closeAndRemove() {
    watcher.close();
    if (session.closeAndRemove()) {
      Directories.list(directory).forEach(Directories::removeIfEmpty);
      Directories.removeIfEmpty(directory);
      Directories.removeIfEmpty(directory.resolveSibling(""));
    }
  }

  /** Leaves the namespace. */
  @Override
  public void close() {
    watcher.close();
    session.close();
  }
}
