package io.ipc4j.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any failure of the framework or of a transport, identified by a stable id such as {@code
 * ipc/unknown-transport}.
 *
 * <p>{@link #getMessage()} is {@code [id] sentence}; docs/errors.md lists the ids with their
 * remedies. The subclass tells what kind of failure it is, and hence what a program can do: correct
 * its configuration, try again, reopen, or report. Instances are immutable and may be handed to
 * other threads.
 */
public abstract sealed class IpcException extends RuntimeException
    permits IpcClosedException,
        IpcConfigException,
        IpcCorruptException,
        IpcLinkLostException,
        IpcResourceException,
        IpcTimeoutException,
        IpcUsageException {

  private static final long serialVersionUID = 1L;

  /** Identifies the kind of failure; never shown without {@link #detail}. */
  private final String id;

  /** The sentence without the id. */
  private final String detail;

  IpcException(String id, String detail, @Nullable Throwable cause) {
    super("[" + id + "] " + detail, cause);
    this.id = Objects.requireNonNull(id);
    this.detail = Objects.requireNonNull(detail);
  }

  /** The stable id, {@code area/what}: {@code ipc/...} for the framework, else the transport's. */
  public final String id() {
    return id;
  }

  /** The message without the leading id. */
  public final String detail() {
    return detail;
  }

  /** Whether this failure has the id of {@code expected}. */
  public final boolean is(ErrorId expected) {
    return id.equals(expected.id());
  }
}
