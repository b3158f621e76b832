package io.ipc4j.msg.engine;

import io.ipc4j.msg.posix.Descriptor;
import java.nio.channels.SelectableChannel;
import java.util.List;

/**
 * What a {@link Poller} waits on: where a stream is read and written, or newcomers arrive. All of
 * an engine's sources are of the kind that its poller knows. Immutable.
 */
public sealed interface Source {
  /**
   * A channel of the JDK, in non-blocking mode.
   *
   * @param channel the channel, owned by somebody else
   */
  record OfChannel(SelectableChannel channel) implements Source {}

  /**
   * Something of this process, of which whoever makes it ready says so.
   *
   * @param signal tells its state
   */
  record OfSignal(Signal signal) implements Source {}

  /**
   * Descriptors, in non-blocking mode, owned by somebody else.
   *
   * @param inputs those of which any may have something to read
   * @param outputs those of which any may have room to write
   */
  record OfDescriptors(List<Descriptor> inputs, List<Descriptor> outputs) implements Source {}
}
