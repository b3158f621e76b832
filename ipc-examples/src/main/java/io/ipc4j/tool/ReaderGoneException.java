package io.ipc4j.tool;

import java.io.IOException;

/** Whoever read this process's standard output through a pipe has ended, as {@code head} does. */
final class ReaderGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  ReaderGoneException(IOException cause) {
    super("the reader of standard output has ended", cause);
  }
}
