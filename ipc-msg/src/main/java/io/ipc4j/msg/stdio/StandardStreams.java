package io.ipc4j.msg.stdio;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The standard input and output of this process, as its parent sees them.
 *
 * <p><i>State:</i> they are taken once in a process's life, by one session. From then on descriptor
 * 0 is empty, and descriptor 1 leads where standard error leads: whatever this process's code, its
 * native libraries and the programs that it starts print can't get into the stream.
 *
 * @param input where the parent is heard
 * @param output where it listens
 */
record StandardStreams(Descriptor input, Descriptor output) {
  /**
   * The variable in which a parent tells its child which pipes are its. A program that inherits the
   * variable, but has other streams, is nobody's child.
   */
  static final String MARK = "IPC4J_STDIO";

  private static final int IN = 0;
  private static final int OUT = 1;
  private static final int ERR = 2;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path NOTHING = Path.of("/dev/null");
  private static final AtomicReference<@Nullable String> TAKEN = new AtomicReference<>();

  /** What {@link #MARK} says of a pair of pipes. */
  static String mark(Descriptor input, Descriptor output) throws IOException {
    return Files.readSymbolicLink(input.path()) + " " + Files.readSymbolicLink(output.path());
  }

  /** Whether a parent has launched this process, and not just one that it has launched. */
  static boolean areFromParent() {
    String mark = System.getenv(MARK);
    return mark != null && (TAKEN.get() != null || mark.equals(what(IN) + " " + what(OUT)));
  }

  /** What a descriptor leads to, such as {@code pipe:[4711]}. */
  private static String what(int descriptor) {
    try {
      return Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor))).toString();
    } catch (IOException e) {
      return "nothing";
    }
  }

  /** What standard input is, for people. */
  static String describeInput() {
    String what = what(IN);
    if (what.startsWith("/dev/pts/") || what.startsWith("/dev/tty")) {
      return "a terminal";
    }
    if (what.startsWith("pipe:") || what.startsWith("socket:")) {
      return "a " + what.substring(0, what.indexOf(':')) + " of somebody else";
    }
    return what;
  }

  /**
   * Takes the streams from the rest of this process.
   *
   * @param session who takes them
   * @throws IpcUsageException if they don't lead to another process, or are taken
   */
  static StandardStreams take(String session) {
    if (TAKEN.get() == null) {
      requireStream(IN, "input");
      requireStream(OUT, "output");
    }
    if (!TAKEN.compareAndSet(null, session)) {
      throw new IpcUsageException(
          ErrorIds.NO_PARENT,
          ErrorText.of("session", session)
              .problem("standard input and output belong to another session of this process")
              .remedy("A child talks to its parent in one session; use that one for all channels")
              .text());
    }
    try {
      Descriptor input = Posix.duplicate(IN);
      Descriptor output = Posix.duplicate(OUT);
      try (Descriptor nothing = Posix.open(NOTHING, Posix.O_RDONLY)) {
        Posix.refer(IN, nothing);
      }
      leadOutputToError();
      nonBlocking(input);
      nonBlocking(output);
      return new StandardStreams(input, output);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("standard streams").problem("can't be taken: " + e.getMessage()).text(),
          e);
    }
  }

  private static void requireStream(int descriptor, String name) {
    String what = what(descriptor);
    if (!what.startsWith("pipe:") && !what.startsWith("socket:")) {
      throw new IpcUsageException(
          ErrorIds.NO_PARENT,
          ErrorText.of("standard " + name)
              .problem("it is not a pipe from a parent, but " + what)
              .remedy("Start this process by its parent: Ipc.launch(...), or ./ipc COMMAND --exec")
              .text());
    }
  }

  private static void leadOutputToError() throws IOException {
    try (Descriptor error = Posix.duplicate(ERR)) {
      Posix.refer(OUT, error);
    } catch (IOException e) {
      try (Descriptor nothing = Posix.open(NOTHING, Posix.O_WRONLY)) { // there is no standard error
        Posix.refer(OUT, nothing);
      }
    }
  }

  private static void nonBlocking(Descriptor descriptor) throws IOException {
    int flags = Posix.control(descriptor, Posix.F_GETFL, 0);
    Posix.control(descriptor, Posix.F_SETFL, flags | Posix.O_NONBLOCK);
  }
}
