package io.ipc4j.tool;

import io.ipc4j.config.Quantities;

/**
 * A number of bytes on a command line, such as {@code 4096}, {@code 64k} or {@code 1GiB}.
 *
 * @param bytes the number, 0 or more
 */
public record ByteCount(long bytes) {
  @Override
  public String toString() {
    return Quantities.formatSize(bytes);
  }
}
