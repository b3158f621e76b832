package io.ipc4j.shm.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** In which of the kernel's PID namespaces a process has its number. Stateless. */
public final class PidNamespace {
  /** That of a process that can't tell. */
  public static final int UNKNOWN = 0;

  private static final Path LINK = Path.of("/proc/self/ns/pid");

  private PidNamespace() {}

  /**
   * That of this process: the inode number by which the kernel tells namespaces apart, or {@link
   * #UNKNOWN}.
   */
  public static int own() {
    try {
      return parse(Files.readSymbolicLink(LINK).toString());
    } catch (IOException e) {
      return UNKNOWN; // another /proc is mounted here, or none
    }
  }

  /** Reads such as {@code pid:[4026531836]}, a number of 32 bits. */
  static int parse(String link) {
    int begin = link.indexOf('[') + 1;
    int end = link.indexOf(']');
    try {
      return begin > 0 && end > begin ? Integer.parseUnsignedInt(link, begin, end, 10) : UNKNOWN;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
