package io.ipc4j.inproc;

import io.ipc4j.spi.Link;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a link share: its state, and a ring for each direction that is in use.
 *
 * <p><i>Ownership:</i> each ring is made by its writer when it writes first.
 */
final class Wire {
  private final InprocEndpoint first;
  private final InprocEndpoint second;
  private final Instant since = Instant.now();
  private volatile @Nullable Ring fromFirst;
  private volatile @Nullable Ring fromSecond;
  private volatile Link.State state = Link.State.UP;

  private Wire(InprocEndpoint first, InprocEndpoint second) {
    this.first = first;
    this.second = second;
  }

  /** Links two endpoints. */
  static void connect(InprocEndpoint first, InprocEndpoint second) {
    Wire wire = new Wire(first, second);
    first.add(new InprocLink(wire, first, second));
    second.add(new InprocLink(wire, second, first));
  }

  Instant since() {
    return since;
  }

  Link.State state() {
    return state;
  }

  /** Ends the link for both. */
  void close() {
    if (state == Link.State.UP) {
      state = Link.State.CLOSED;
      first.changed();
      second.changed();
    }
  }

  /** The ring that an end writes to. */
  Ring out(InprocEndpoint writer) {
    Ring ring = written(writer);
    if (ring != null) {
      return ring;
    }
    if (writer == first) {
      ring = first.ringTo(second);
      fromFirst = ring;
    } else {
      ring = second.ringTo(first);
      fromSecond = ring;
    }
    return ring;
  }

  /** The ring that an end reads, once its peer has written. */
  @Nullable Ring in(InprocEndpoint reader) {
    return reader == first ? fromSecond : fromFirst;
  }

  /** The ring that an end has written to. */
  @Nullable Ring written(InprocEndpoint writer) {
    return writer == first ? fromFirst : fromSecond;
  }
}
