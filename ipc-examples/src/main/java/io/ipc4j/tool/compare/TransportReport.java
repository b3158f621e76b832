package io.ipc4j.tool.compare;

import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of one transport beside its figures.
 *
 * @param name the transport
 * @param description what carries the messages
 * @param traits what it declares, by their names
 * @param how how it was measured, for people
 * @param problem why it was not measured, or not completely; empty if it was
 */
record TransportReport(
    String name, String description, List<String> traits, String how, String problem) {

  static TransportReport of(TransportInfo info, String how, String problem) {
    return new TransportReport(
        info.name(),
        info.description(),
        info.traits().stream().sorted().map(Trait::text).toList(),
        how,
        problem);
  }

  boolean has(Trait trait) {
    return traits.contains(trait.text());
  }

  /** Where the receiver may be. */
  String reach() {
    if (has(Trait.REMOTE)) {
      return "this machine and others";
    }
    return has(Trait.CROSS_PROCESS) ? "this machine" : "one process";
  }

  /** What sizes its messages may have; regions keep the size that they were created with. */
  String sizes() {
    Stream<String> regions = has(Trait.REGIONS) ? Stream.of("regions: fixed") : Stream.of();
    return Stream.concat(Stream.of("messages: variable, or fixed by agreement"), regions)
        .collect(Collectors.joining("; "));
  }
}
