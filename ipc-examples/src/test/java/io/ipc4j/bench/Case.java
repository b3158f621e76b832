package io.ipc4j.bench;

import io.ipc4j.bench.side.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of the result: a system and what is measured of it.
 *
 * @param system as the measured process knows it, such as {@code aeron-shared:claim}
 * @param measure what is measured
 * @param work what is done to the bytes of a message
 * @param size bytes of a message, a multiple of 8
 */
record Case(String system, Measure measure, Work work, int size) {
  /** What is measured of a pair of processes. */
  enum Measure {
    /** Nanoseconds of a message there and back, one at a time. */
    ROUND_TRIP("round-trips", "plain", "round trip", "ns, less is better"),
    /** Messages a second in one direction, everything at its default. */
    ONE_WAY("one-way", "plain", "one way", "million messages/s, more is better"),
    /** The same, the peers with the framework's size of ring and a consumer that steps back. */
    STREAMING("one-way", "tuned", "one way, peers tuned", "million messages/s, more is better"),
    /** Nanoseconds of a send and of a poll in one thread, of handles and of bare links. */
    LAYER("layer", "plain", "the layer's cost, one thread", "ns a message, less is better");

    final String argument;
    final String tuning;
    final String title;
    final String unit;

    Measure(String argument, String tuning, String title, String unit) {
      this.argument = argument;
      this.tuning = tuning;
      this.title = title;
      this.unit = unit;
    }

    /** The number by which systems are ranked. */
    String value() {
      return switch (this) {
        case ROUND_TRIP -> "p50";
        case ONE_WAY, STREAMING -> "rate";
        case LAYER -> "both";
      };
    }

    boolean isRate() {
      return this == ONE_WAY || this == STREAMING;
    }
  }

  /**
   * What cases of one table have in common.
   *
   * @param measure what is measured
   * @param work what is done to the bytes
   * @param size bytes of a message
   */
  record Kind(Measure measure, Work work, int size) {
    String title() {
      return measure.title + ", " + bytes(size) + work.title();
    }
  }

  private static final String OURS = "ipc4j:";
  private static final String LINK = "link:";
  private static final String WITHIN = "ipc4j:inproc";
  private static final List<String> LAYERED =
      List.of("link:inproc", "ipc4j:inproc", "link:shm", "ipc4j:shm");
  private static final List<String> QUICK =
      List.of("ipc4j:shm", "aeron-shared:claim", "aeron-invoker:claim");
  private static final List<String> ALL =
      List.of(
          "ipc4j:shm",
          "ipc4j:shm:loan",
          "ipc4j:shm:blocking",
          "aeron-shared:claim",
          "aeron-shared:offer",
          "aeron-invoker:claim",
          "aeron-invoker:offer",
          "agrona:one-to-one",
          "agrona:many-to-one",
          "c");

  /** The cases that are run if none is chosen; those of {@code --quick} are fewer. */
  static List<Case> usual(int size, boolean quick) {
    List<Case> cases = new ArrayList<>(of(quick ? QUICK : ALL, size, quick));
    LAYERED.forEach(system -> cases.add(new Case(system, Measure.LAYER, Work.READ, size)));
    return cases;
  }

  /** The cases of some systems. */
  static List<Case> of(List<String> systems, int size, boolean quick) {
    List<Case> cases = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      systems.stream()
          .map(system -> new Case(system, measure, Work.READ, size))
          .filter(c -> c.isMeaningful(systems) && !(quick && measure == Measure.STREAMING))
          .forEach(cases::add);
    }
    return cases;
  }

  /** The first form of each of the framework's transports among some cases: what is compared. */
  static List<String> subjects(List<Case> cases) {
    return cases.stream()
        .filter(c -> c.isOurs() && !c.isSolo() && c.system.split(":", -1).length == 2)
        .map(Case::system)
        .distinct()
        .toList();
  }

  Kind kind() {
    return new Kind(measure, work, size);
  }

  boolean isOurs() {
    return system.startsWith(OURS);
  }

  boolean isAeron() {
    return system.startsWith("aeron-");
  }

  boolean isC() {
    return system.equals("c") || system.startsWith("c:");
  }

  /** Whether one process alone is measured. */
  boolean isSolo() {
    return measure == Measure.LAYER;
  }

  /** The bare link that this handle is compared with. */
  Case bareLink() {
    return new Case(system.replace(OURS, LINK), measure, work, size);
  }

  private boolean isMeaningful(List<String> systems) {
    boolean link = system.startsWith(LINK);
    return switch (measure) {
      case ROUND_TRIP, ONE_WAY -> !link && !system.equals(WITHIN);
      // the framework has its ring and its step back always
      case STREAMING -> !link && !isOurs();
      case LAYER -> link || (isOurs() && systems.contains(bareLink().system));
    };
  }

  /** A number of bytes in words. */
  static String bytes(int size) {
    if (size >= 1 << 20 && size % (1 << 20) == 0) {
      return (size >> 20) + " MiB";
    }
    return size >= 1 << 10 && size % (1 << 10) == 0 ? (size >> 10) + " KiB" : size + " B";
  }

  @Override
  public String toString() {
    return system + " " + kind().title();
  }
}
