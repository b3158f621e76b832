package io.ipc4j.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Standard output for bytes, unbuffered; tells the end of its reader from a failure. Closing it
 * leaves the descriptor open.
 */
final class StandardOutput extends OutputStream {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw isReaderGone(e) ? new ReaderGoneException(e) : e;
    }
  }

  /**
   * The JDK has no type for EPIPE, and the system's text is translated; but a pipe fails so only.
   */
  private static boolean isReaderGone(IOException e) {
    return Terminal.isPipe(Terminal.STDOUT)
        || String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
  }
}
