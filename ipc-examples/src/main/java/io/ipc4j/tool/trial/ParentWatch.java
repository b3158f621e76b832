package io.ipc4j.tool.trial;

import io.ipc4j.tool.ExitCode;
import java.io.IOException;

/** Ends a worker when the process that started it is gone. Stateless. */
public final class ParentWatch {

  private ParentWatch() {}

  /** Begins; the parent holds the other end of standard input open for as long as it lives. */
  public static void begin() {
    Thread.ofPlatform()
        .daemon()
        .name("ipc-parent-watch")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // nothing is ever written
            }
          } catch (IOException e) {
            // the same as its end
          }
          System.exit(ExitCode.FAILURE);
        });
  }
}
