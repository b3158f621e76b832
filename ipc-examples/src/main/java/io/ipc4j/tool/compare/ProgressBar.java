package io.ipc4j.tool.compare;

import io.ipc4j.tool.Numbers;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A line on the terminal that shows how far the comparison has come, and how long it still takes.
 * Safe for any thread.
 */
final class ProgressBar implements Comparison.Progress, AutoCloseable {

  private static final int WIDTH = 24;
  private static final double PERCENT = 100;

  private final PrintWriter err;
  private final boolean shown;
  private final int transports;
  private final long expectedNanos;
  private final long start = System.nanoTime();
  private String transport = "";
  private int done;
  private int cells = 1;
  private int cellsDone;
  private String cell = "";
  private int width;

  /**
   * Begins.
   *
   * @param shown whether there is a person to see it
   * @param transports how many there are
   * @param expectedNanos how long all of it will take
   */
  ProgressBar(PrintWriter err, boolean shown, int transports, long expectedNanos) {
    this.err = err;
    this.shown = shown;
    this.transports = Math.max(1, transports);
    this.expectedNanos = expectedNanos;
  }

  @Override
  public synchronized void begin(String name, int count) {
    transport = name;
    cells = count;
    cellsDone = 0;
    cell = "starting";
    show();
  }

  @Override
  public synchronized void result(Result result) {
    cellsDone++;
    cell =
        "%s %s %s"
            .formatted(
                result.lane().pattern(), result.lane().waitName(), Numbers.bytes(result.size()));
    show();
  }

  @Override
  public synchronized void end(TransportReport report) {
    done++;
    cellsDone = 0;
    wipe();
    if (!report.problem().isEmpty()) {
      err.println("ipc: " + report.name() + ": " + report.problem());
    }
  }

  private void show() {
    if (shown) {
      String line = line(System.nanoTime() - start);
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      err.flush();
      width = line.length();
    }
  }

  private String line(long nanos) {
    double share = Math.min(1, (done + (double) cellsDone / cells) / transports);
    int full = (int) (share * WIDTH);
    long left = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(expectedNanos - nanos));
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %s: %s  about %s left",
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        Math.round(PERCENT * share),
        transport,
        cell,
        duration(left));
  }

  /** Such as {@code 2 min 5 s}. */
  static String duration(long seconds) {
    long minutes = TimeUnit.SECONDS.toMinutes(seconds);
    long rest = seconds - TimeUnit.MINUTES.toSeconds(minutes);
    return minutes == 0 ? rest + " s" : minutes + " min" + (rest == 0 ? "" : " " + rest + " s");
  }

  private void wipe() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }

  @Override
  public synchronized void close() {
    wipe();
  }
}
