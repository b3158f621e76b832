package io.ipc4j.error;

/** An object was used after it, or the session that owns it, was closed. */
public final class IpcClosedException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcClosedException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcClosedException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcClosedException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcClosedException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
