package io.ipc4j.error;

/**
 * Shared memory or bytes from a peer violate their format. The data that failed validation was not
 * handed out; the channel or region it came from must not be relied on.
 */
public final class IpcCorruptException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcCorruptException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcCorruptException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcCorruptException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcCorruptException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
