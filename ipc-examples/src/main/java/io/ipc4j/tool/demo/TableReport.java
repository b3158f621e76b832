package io.ipc4j.tool.demo;

import io.ipc4j.TransportInfo;
import io.ipc4j.tool.Numbers;
import io.ipc4j.tool.Terminal;
import java.io.PrintWriter;
import java.util.Locale;

/** A table that grows row by row, for people. */
final class TableReport implements DemoReport {

  private static final int SHOWN_DIGITS = 12;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean onTerminal = Terminal.isTerminal(Terminal.STDERR);
  private int shown;
  private boolean threads;

  TableReport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void begin(DemoInput input) {
    out.println("Sending " + input.description() + ".");
    out.println();
    row("transport", "messages", "bytes", "SHA-256 sent", "received", "messages/s", "p50", "p99");
    out.flush();
  }

  @Override
  public void trying(String what) {
    if (onTerminal) {
      wipe();
      err.print(what + " ...");
      err.flush();
      shown = what.length() + " ...".length();
    }
  }

  private void wipe() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
      shown = 0;
    }
  }

  @Override
  public void skipped(TransportInfo transport) {
    wipe();
    out.println(transport.name() + "  not available here: " + transport.reason());
    out.flush();
  }

  @Override
  public void transport(TransportResult result) {
    wipe();
    threads |= result.betweenThreads();
    String name = result.name() + (result.betweenThreads() ? " *" : "");
    if (result.sha256Sent().isEmpty()) {
      out.println(name + "  FAILED");
    } else {
      row(
          name,
          Numbers.grouped(result.messages()),
          Numbers.grouped(result.bytes()),
          abbreviated(result.sha256Sent()),
          abbreviated(result.sha256Received()),
          Numbers.grouped(result.messagesPerSecond()),
          Numbers.nanos(result.p50()),
          Numbers.nanos(result.p99()));
    }
    if (result.failure() != null) {
      out.println("    " + result.failure());
    }
    out.flush();
  }

  private void row(Object... cells) {
    out.println(
        String.format(Locale.ROOT, "%-12s  %10s  %14s  %-12s  %-12s  %11s  %8s  %8s", cells)
            .stripTrailing());
  }

  private static String abbreviated(String digest) {
    return digest.substring(0, Math.min(SHOWN_DIGITS, digest.length()));
  }

  @Override
  public void region(RegionResult result) {
    wipe();
    printFootnote();
    out.println(
        "region (%s): %s processes added to one number under its lock: expected %s, found %s%s"
            .formatted(
                result.transport(),
                result.processes(),
                Numbers.grouped(result.expected()),
                Numbers.grouped(result.found()),
                result.ok() ? "" : ", DIFFERENT"));
    if (result.failure() != null) {
      out.println("    " + result.failure());
    }
  }

  @Override
  public void noRegion() {
    printFootnote();
    out.println("region: none of the transports has regions that processes share");
  }

  private void printFootnote() {
    out.println();
    if (threads) {
      out.println("* within one process: between two of its threads");
    }
  }

  @Override
  public void end(boolean ok) {
    out.println(ok ? "Everything is equal." : "FAILED: see above.");
  }
}
