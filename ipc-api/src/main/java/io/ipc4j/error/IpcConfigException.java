package io.ipc4j.error;

/**
 * The configuration is wrong or contradicts itself, the installation, or what the other side agreed
 * to: an unknown transport or key, a value out of range, a trait asked for that the transport does
 * not declare. Trying again without a change fails again.
 */
public final class IpcConfigException extends IpcException {

  private static final long serialVersionUID = 1L;

  /** Makes the exception from an id, documented or a transport's own, and its sentence. */
  public IpcConfigException(String id, String message) {
    super(id, message, null);
  }

  /** Makes the exception from an id, its sentence and what caused it. */
  public IpcConfigException(String id, String message, Throwable cause) {
    super(id, message, cause);
  }

  /** Makes the exception from a catalogued id and its sentence. */
  public IpcConfigException(ErrorId id, String message) {
    super(id.id(), message, null);
  }

  /** Makes the exception from a catalogued id, its sentence and what caused it. */
  public IpcConfigException(ErrorId id, String message, Throwable cause) {
    super(id.id(), message, cause);
  }
}
