package io.ipc4j.error;

/**
 * A wait ended at its deadline; the message names what was waited for. Nothing was consumed or sent
 * by the call that threw it, so it may be repeated.
 */
public final class IpcTimeoutException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcTimeoutException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcTimeoutException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcTimeoutException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcTimeoutException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
