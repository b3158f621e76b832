package io.ipc4j.msg.posix;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A number of the kernel's that is read from a file below {@code /proc/sys}. */
public final class SystemSetting {
  private SystemSetting() {}

  /** Reads it. At once: the kernel gives such a file to one read alone, not byte by byte. */
  public static long read(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      return Long.parseLong(line == null ? "" : line.strip());
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no number", e);
    }
  }
}
