package io.ipc4j.shm.posix;

/**
 * A call of the operating system failed.
 *
 * <p>Callers turn it into the product's own error; its message names call, subject and error number
 * for those who read the cause.
 */
public final class OsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Describes a failed call.
   *
   * @param call name of the call
   * @param subject what it was called on: a path, mostly
   * @param errno the error number that it left
   */
  public OsException(String call, String subject, int errno) {
    super(call + ' ' + subject + ": " + Errno.name(errno));
    this.errno = errno;
  }

  /** The error number, one of {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** Whether memory or disk space ran out. */
  public boolean noSpace() {
    return errno == Errno.ENOSPC || errno == Errno.EDQUOT || errno == Errno.ENOMEM;
  }
}
