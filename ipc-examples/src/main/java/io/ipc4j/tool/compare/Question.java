package io.ipc4j.tool.compare;

import java.util.Locale;

/**
 * What the user needs of a transport.
 *
 * @param size bytes a message
 * @param rate messages a second, 0 if any will do
 * @param receivers how many get each message
 * @param remote whether they are on other machines
 * @param durable whether unread messages must survive the death of a process
 * @param maxIdleCpu what a waiting receiver may use of a processor, in percent
 * @param prefer what counts most among the transports that fit
 */
record Question(
    long size,
    double rate,
    int receivers,
    boolean remote,
    boolean durable,
    double maxIdleCpu,
    Preference prefer) {

  /** What counts most. */
  enum Preference {
    /** The median round trip. */
    LATENCY,
    /** Messages a second. */
    THROUGHPUT,
    /** Processor time a message. */
    CPU;

    /** As users write and read it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
