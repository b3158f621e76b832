package io.ipc4j.msg.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A connected, ordered, non-blocking stream of bytes in both directions. One thread reads and one
 * writes at a time; an interrupt of either does no harm. {@link #close} is for any thread; what
 * others do at that time, and later, fails with an {@link IOException}.
 */
public interface ByteStream extends AutoCloseable {
  /**
   * Reads what has arrived.
   *
   * @return how many bytes, 0 if none has arrived, -1 at the end
   */
  int read(ByteBuffer target) throws IOException;

  /**
   * Writes what there is room for.
   *
   * @return how many bytes, 0 if there is no room
   */
  int write(ByteBuffer source) throws IOException;

  /**
   * Writes what there is room for, from several buffers in turn.
   *
   * @return how many bytes, 0 if there is no room
   */
  long write(ByteBuffer[] sources) throws IOException;

  /** Whether all that was written has left this process. */
  default boolean isFlushed() {
    return true;
  }

  /** What a {@link Poller} waits on. */
  Source source();

  /**
   * What becomes ready when something has arrived that should be read soon, whether or not its
   * owner asks for it: the system holds little, and the other end waits for room even to say
   * goodbye. Also ready at the end of the stream, if a write doesn't fail for lack of a reader.
   *
   * @return another source than {@link #source}; empty if the system holds enough
   */
  default Optional<Source> standby() {
    return Optional.empty();
  }

  /** The user id of the other end's process, where it is known. */
  OptionalLong uid();

  /** The group id of the other end's process, where it is known. */
  default OptionalLong gid() {
    return OptionalLong.empty();
  }

  /** The other end's process, where the system knows it; else what that end says holds. */
  default OptionalLong pid() {
    return OptionalLong.empty();
  }

  /**
   * Refuses an end that the configuration doesn't allow. Called when both ends can be told.
   *
   * @throws io.ipc4j.error.IpcException saying who it is and who is allowed
   */
  default void requireAllowed() {}

  /** What the other end has proved to be called, where it has to prove that. */
  default Optional<String> provenName() {
    return Optional.empty();
  }

  /**
   * Goes on with what comes before the first byte: connecting, agreeing on keys. Called by one
   * thread, until it is done and before anything is read or written.
   *
   * @return whether bytes may flow
   */
  default boolean establish() throws IOException {
    return true;
  }

  /** Whether bytes that were taken by {@code write} wait for room, so that nobody has them yet. */
  default boolean isHolding() {
    return false;
  }

  /**
   * Writes what the stream {@linkplain #isHolding holds}; for the thread that writes.
   *
   * @return whether it holds nothing any more
   */
  default boolean flush() throws IOException {
    return true;
  }

  /** Whether there is something to read that what a selector waits on doesn't show. */
  default boolean hasBuffered() {
    return false;
  }

  /** Whether closing would lose nothing of what was written. Slow; any thread. */
  default boolean isDelivered() {
    return true;
  }

  /** Ends both directions at once. */
  @Override
  void close();
}
