package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcCorruptException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A thread that hears what is said in one room, until it is closed: the subscriber belongs to it,
 * and what it hears goes to the client's own thread.
 */
final class Hearing implements AutoCloseable {
  private static final int BATCH = 64;
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration LATER = Duration.ofMinutes(1);

  private final TypedReceiver<Line> lines;
  private final Consumer<Line> onLine;
  private final Runnable onConnected;

  Hearing(Ipc ipc, String room, Consumer<Line> onLine, Runnable onConnected) {
    this.lines = ipc.subscriber(Names.channel(room), ChatCodec.LINE);
    this.onLine = onLine;
    this.onConnected = onConnected;
    Thread.ofVirtual().name("chat-" + room).start(this::hear);
  }

  private void hear() {
    boolean connected = false;
    while (true) {
      try {
        if (!connected && lines.raw().isConnected()) {
          connected = true;
          onConnected.run();
        }
        lines.poll(onLine, BATCH, connected ? LATER : SOON);
      } catch (IpcCorruptException e) {
        // no line of a chat: skipped, and fetched from the server if it was meant to be one
      } catch (IpcClosedException | InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
