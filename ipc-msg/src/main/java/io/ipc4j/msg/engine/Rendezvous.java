package io.ipc4j.msg.engine;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an end of a channel meets the others: it accepts those who come, or goes to those who listen,
 * or both. Called under its endpoint's lock; never blocks.
 */
public interface Rendezvous extends AutoCloseable {
  /** Where streams go that were accepted or dialed. */
  interface Newcomers {
    /** Takes a stream that somebody else opened. */
    void accepted(ByteStream stream);

    /**
     * Takes a stream to somebody who listens.
     *
     * @param target what was dialed
     */
    void dialed(ByteStream stream, String target);

    /** Whether there is a stream to that target already. */
    boolean has(String target);

    /**
     * Takes a stream whose ends have agreed already.
     *
     * @param inbox what has arrived beyond the hello
     * @param theirs what the other end said of itself
     * @param target what was dialed, or null if the stream was accepted
     */
    void agreed(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target);

    /** Takes the reason why there is no stream, for the owner to know. */
    void refused(IpcException why);
  }

  /** The endpoint, as those see it who bring streams up on other threads. Any thread. */
  interface Home {
    /** Has {@link #seek} called soon. */
    void wake();

    /** Whether there is a link to that {@linkplain Hello#end end}, as far as can be seen now. */
    boolean hasLinkTo(long end);

    /** Some session to which there is a link, or null if there is none. */
    @Nullable String linked();
  }

  /** Begins; called once, before anything else. */
  default void start(Home home) {}

  /**
   * Accepts and dials what is due.
   *
   * @param now the time, as {@link System#nanoTime()} tells it
   * @param newcomers where new streams go
   * @throws IOException if the system refuses; it is tried again
   */
  void seek(long now, Newcomers newcomers) throws IOException;

  /** When, as {@link System#nanoTime()} tells it, {@link #seek} has something to do again. */
  long due(long now);

  /** Notes that both ends of a dialed stream agreed. */
  void succeeded(String target);

  /** Notes that a dialed stream ended, or that its ends didn't agree. */
  void failed(String target, long now);

  /** What becomes ready when somebody wants to be accepted. */
  Optional<Source> acceptor();

  /** Stops accepting and dialing at once. */
  @Override
  void close();
}
