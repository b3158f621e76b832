package io.ipc4j.error;

/**
 * The peer or the connection to it went away. Messages that were sent but not acknowledged are in
 * doubt; the message says how many.
 */
public final class IpcLinkLostException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcLinkLostException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcLinkLostException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcLinkLostException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcLinkLostException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
