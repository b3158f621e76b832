package io.ipc4j.error;

/**
 * The system or the state of the machine refused: no space, a path that is too long, a directory of
 * another owner, a region that is missing or exists already, a system call that failed.
 */
public final class IpcResourceException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcResourceException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcResourceException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcResourceException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcResourceException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
