package io.ipc4j.msg.posix;

import java.io.IOException;

/**
 * A call of the operating system failed.
 *
 * <p>Its message names call, subject and error number; callers turn it into the product's own error
 * where a user has to see it.
 */
public final class OsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Describes a failed call.
   *
   * @param call name of the call
   * @param subject what it was called on: a path, mostly; may be empty
   * @param errno the error number that it left
   */
  public OsException(String call, String subject, int errno) {
    super((subject.isEmpty() ? call : call + ' ' + subject) + ": " + Errno.name(errno));
    this.errno = errno;
  }

  /** The error number, one of {@link Errno}. */
  public int errno() {
    return errno;
  }
}
