package io.ipc4j.tool.compare;

import java.util.List;

/**
 * Everything that a comparison found out.
 *
 * @param host where
 * @param transports what they are, and which of them couldn't be measured
 * @param results the figures
 * @param question what the user needs
 * @param advice what is recommended for that
 */
record Report(
    Host host,
    List<TransportReport> transports,
    List<Result> results,
    Question question,
    List<Advice> advice) {

  /** Recommends from the figures. */
  static Report of(
      Host host, List<TransportReport> transports, List<Result> results, Question question) {
    return new Report(
        host,
        transports,
        results,
        question,
        new Advisor(question, host.processors()).advise(transports, results));
  }
}
