package io.ipc4j.msg.meeting;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A mechanism by which one end listens at a path and others dial it. Safe for any thread. */
public interface Place {
  /** What a path leads to. */
  enum Life {
    /** Somebody listens. */
    LIVING,
    /** Something is there, and nobody listens. */
    DEAD,
    /** There is nothing. */
    ABSENT
  }

  /** Where an end listens. Belongs to one thread at a time, except {@link #close}. */
  interface Door extends AutoCloseable {
    /** Takes the next who has come; null if nobody has. */
    @Nullable ByteStream accept() throws IOException;

    /** What becomes ready when somebody comes. */
    Source source();

    /** Listens no more; the file stays. */
    @Override
    void close();
  }

  /** What listens, with a capital letter, for errors. */
  String label();

  /**
   * Refuses a path at which nobody can listen, such as one that is too long or is taken by
   * something else; nothing need be there yet.
   *
   * @throws io.ipc4j.error.IpcException saying what is wrong
   */
  void check(Path path);

  /** Whether somebody listens; one that is stopped, or too busy to accept, does. */
  Life probe(Path path) throws IOException;

  /** Begins to listen at a path where nothing is. */
  Door open(Path path) throws IOException;

  /**
   * Goes to whoever listens at a path.
   *
   * @throws ConnectException if nobody listens there
   */
  ByteStream dial(Path path) throws IOException;

  /** Removes what the dead have left behind beside their names. Under the namespace's lock. */
  default void sweep() throws IOException {}
}
