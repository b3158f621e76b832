package io.ipc4j.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard input, output and error of this process are connected to. */
public final class Terminal {

  /** Descriptor of standard input. */
  public static final int STDIN = 0;

  /** Descriptor of standard output. */
  public static final int STDOUT = 1;

  /** Descriptor of standard error. */
  public static final int STDERR = 2;

  private Terminal() {}

  /**
   * Standard output for text.
   *
   * @return a new writer in the terminal's character set, not flushed automatically
   */
  static PrintWriter out() {
    return writer(FileDescriptor.out, "stdout.encoding");
  }

  /**
   * Standard error for text.
   *
   * @return a new writer in the terminal's character set, not flushed automatically
   */
  static PrintWriter err() {
    return writer(FileDescriptor.err, "stderr.encoding");
  }

  private static PrintWriter writer(FileDescriptor descriptor, String encodingProperty) {
    String encoding = System.getProperty(encodingProperty, "");
    Charset charset =
        Charset.isSupported(encoding) ? Charset.forName(encoding) : Charset.defaultCharset();
    return new PrintWriter(new FileOutputStream(descriptor), true, charset);
  }

  /**
   * Tells whether a descriptor is a terminal, by the name that the kernel gives it; where there are
   * no such names, whether input and output both are.
   *
   * @param descriptor one of the constants of this class
   * @return whether a person sees it
   */
  @SuppressWarnings("SystemConsoleNull") // it may be, by the way in which the console is provided
  public static boolean isTerminal(int descriptor) {
    try {
      String target = target(descriptor);
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  /**
   * Tells whether a descriptor is a file on disk.
   *
   * @param descriptor one of the constants of this class
   * @return whether what is written stays in a file
   */
  static boolean isFile(int descriptor) {
    try {
      return Files.isRegularFile(Path.of(target(descriptor)));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Tells whether a descriptor is a pipe or a socket.
   *
   * @param descriptor one of the constants of this class
   * @return whether another process is at its other end
   */
  static boolean isPipe(int descriptor) {
    try {
      String target = target(descriptor);
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static String target(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
  }

  /**
   * Tells whether text on standard output may be coloured.
   *
   * @return whether it is a terminal and {@code NO_COLOR} isn't set
   */
  static boolean hasColour() {
    String noColour = System.getenv("NO_COLOR");
    return (noColour == null || noColour.isEmpty()) && isTerminal(STDOUT);
  }
}
