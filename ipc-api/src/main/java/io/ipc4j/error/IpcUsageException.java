package io.ipc4j.error;

/**
 * The program broke a rule of the interface: a message above the limit, a second open loan, a
 * handle on the wrong thread, a second plain receiver. The program has to change.
 */
public final class IpcUsageException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcUsageException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcUsageException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcUsageException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcUsageException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
