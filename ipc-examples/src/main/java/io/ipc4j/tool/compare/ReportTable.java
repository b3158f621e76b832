package io.ipc4j.tool.compare;

import io.ipc4j.tool.Numbers;
import io.ipc4j.tool.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report for people at a terminal. Stateless. */
final class ReportTable {

  private static final double PERCENT = 100;

  private ReportTable() {}

  static void print(Report report, PrintWriter out) {
    Host host = report.host();
    out.println(
        "%s, %s processors%s, %s, JDK %s"
            .formatted(
                host.cpu(),
                host.processors(),
                host.virtual() ? " (virtual)" : "",
                host.kernel(),
                host.jdk()));
    out.println();
    figures(report.results()).forEach(out::println);
    out.println();
    notes(report).forEach(out::println);
    out.println();
    advice(report, out);
    out.flush();
  }

  private static List<String> figures(List<Result> results) {
    Table table =
        new Table(
            "transport",
            "pattern",
            "wait",
            ">size",
            ">p50",
            ">p99",
            ">p99.9",
            ">msg/s",
            ">min-max",
            ">bytes/s",
            ">CPU s/M",
            ">kernel",
            ">switch/m",
            ">sysc/m",
            ">idle CPU");
    for (Result r : results) {
      table.add(
          r.transport() + (r.betweenThreads() ? "*" : ""),
          r.lane().pattern() + (r.lane().fixed() ? ", fixed" : ""),
          r.lane().waitName(),
          Numbers.bytes(r.size()),
          Numbers.nanos(Math.round(r.p50().median())),
          Numbers.nanos(Math.round(r.p99().median())),
          Numbers.nanos(Math.round(r.p999().median())),
          count(r.messagesPerSecond().median()),
          count(r.messagesPerSecond().min()) + "-" + count(r.messagesPerSecond().max()),
          Numbers.bytes(Math.round(r.bytesPerSecond())),
          number(r.cpuSecondsPerMillion()),
          Math.round(PERCENT * r.kernelShare()) + " %",
          number(r.contextSwitchesPerMessage()),
          number(r.syscallsPerMessage()),
          String.format(Locale.ROOT, "%.1f %%", r.idleCpuPercent()));
    }
    return table.lines();
  }

  /** Such as {@code 1.25M}. */
  static String count(double value) {
    if (value >= 1e6) {
      return String.format(Locale.ROOT, "%.2fM", value / 1e6);
    }
    return value >= 1e3
        ? String.format(Locale.ROOT, "%.1fk", value / 1e3)
        : String.format(Locale.ROOT, "%.0f", value);
  }

  private static String number(@Nullable Double value) {
    if (value == null) {
      return "-";
    }
    if (value >= PERCENT) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value == 0 ? "%.0f" : value < 1 ? "%.3f" : "%.1f", value);
  }

  private static List<String> notes(Report report) {
    List<String> notes = new java.util.ArrayList<>();
    notes.add(
        "Round trips there and back; medians of samples. CPU s/M: processor seconds of both sides for a"
            + " million messages.");
    if (report.results().stream().anyMatch(Result::betweenThreads)) {
      notes.add("* between two threads of one process");
    }
    if (!report.host().systemCalls()) {
      notes.add("System calls were not counted: strace is not installed.");
    }
    for (TransportReport transport : report.transports()) {
      if (!transport.problem().isEmpty()) {
        notes.add(transport.name() + ": " + transport.problem());
      } else if (transport.how().contains("; ")) {
        notes.add(transport.name() + ": " + transport.how());
      }
    }
    if (report.host().noisy()) {
      notes.add(
          "NOISY: others used %s %s %% of the processors; measure again on a quiet machine."
              .formatted(
                  report.host().quick() ? "on average" : "up to",
                  Math.round(PERCENT * report.host().foreignCpu())));
    }
    return notes;
  }

  private static void advice(Report report, PrintWriter out) {
    out.println("For " + needs(report.question()) + ":");
    int rank = 0;
    for (Advice advice : report.advice()) {
      if (advice.fits()) {
        out.println("%s. %s, wait=%s".formatted(++rank, advice.transport(), advice.waiting()));
        advice.reasons().forEach(reason -> out.println("     " + reason));
        if (rank == 1) {
          advice.configuration().forEach(line -> out.println("       " + line));
        }
      } else {
        out.println(
            "-  not %s: %s".formatted(advice.transport(), String.join("; ", advice.reasons())));
      }
    }
    if (rank == 0) {
      out.println("None of the transports measured here does that.");
    }
  }

  /** What the user needs, in words. */
  static String needs(Question question) {
    StringBuilder text = new StringBuilder();
    text.append("messages of ").append(Numbers.bytes(question.size()));
    if (question.rate() > 0) {
      text.append(", ").append(Numbers.grouped(Math.round(question.rate()))).append("/s");
    }
    text.append(question.receivers() == 1 ? ", one receiver" : "");
    if (question.receivers() > 1) {
      text.append(", ").append(question.receivers()).append(" receivers of each");
    }
    text.append(question.remote() ? " on other machines" : " on this machine");
    text.append(question.durable() ? ", surviving the death of a process" : "");
    text.append(
        String.format(
            Locale.ROOT,
            ", at most %s %% of a processor while idle",
            number(question.maxIdleCpu())));
    text.append(", by ").append(question.prefer());
    return text.toString();
  }
}
