package io.ipc4j.tool;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A line on the terminal that shows how far something has come, once it has taken a second; nothing
 * where standard error isn't a terminal.
 *
 * <p>Read and written by a daemon thread until it is closed, which wipes the line away.
 */
public final class Progress implements AutoCloseable {

  private static final long FIRST_MILLIS = 1000;
  private static final long EVERY_MILLIS = 200;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter err;
  private final LongSupplier bytes;
  private final LongSupplier messages;
  private final long expectedBytes;
  private final long start = System.nanoTime();
  private int shown;
  private boolean closed;

  private Progress(PrintWriter err, LongSupplier bytes, LongSupplier messages, long expectedBytes) {
    this.err = err;
    this.bytes = bytes;
    this.messages = messages;
    this.expectedBytes = expectedBytes;
  }

  /**
   * Begins.
   *
   * @param err where the line appears
   * @param bytes how many bytes have passed, safe to ask from any thread
   * @param messages how many messages have passed, safe to ask from any thread
   * @param expectedBytes how many bytes will have passed at the end, or -1
   */
  static Progress start(
      PrintWriter err, LongSupplier bytes, LongSupplier messages, long expectedBytes) {
    Progress progress = new Progress(err, bytes, messages, expectedBytes);
    if (Terminal.isTerminal(Terminal.STDERR)) {
      Thread.ofPlatform().daemon().name("ipc-progress").start(progress::run);
    }
    return progress;
  }

  private void run() {
    try {
      Thread.sleep(FIRST_MILLIS);
      while (show()) {
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean show() {
    if (closed) {
      return false;
    }
    String line =
        line(bytes.getAsLong(), messages.getAsLong(), expectedBytes, System.nanoTime() - start);
    err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    err.flush();
    shown = line.length();
    return true;
  }

  /** The text for a moment. */
  static String line(long bytes, long messages, long expectedBytes, long nanos) {
    double seconds = nanos / NANOS_PER_SECOND;
    String share =
        expectedBytes > 0
            ? String.format(
                Locale.ROOT, "%3d %%  ", Math.min(100, Math.round(100.0 * bytes / expectedBytes)))
            : "";
    return share
        + Numbers.bytes(bytes)
        + "  "
        + Numbers.grouped(messages)
        + " messages  "
        + Numbers.bytes(Math.round(bytes / seconds))
        + "/s  "
        + Math.round(seconds)
        + " s";
  }

  /** Wipes the line away. */
  @Override
  public synchronized void close() {
    closed = true;
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
    }
  }
}
