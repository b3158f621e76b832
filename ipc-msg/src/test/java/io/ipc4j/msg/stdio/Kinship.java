package io.ipc4j.msg.stdio;

import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes each session that opens in this process the child of all that are open already, by pairs of
 * real pipes: what the kernel does between processes, without starting any.
 */
final class Kinship implements AutoCloseable {
  private final List<StdioTransport> open = new ArrayList<>();

  Kinship() {
    StdioTransport.onOpen(this::join);
  }

  private synchronized void join(StdioTransport newcomer) {
    open.removeIf(StdioTransport::isClosed);
    open.forEach(elder -> connect(elder, newcomer));
    newcomer.expectRelatives();
    open.add(newcomer);
  }

  /** The session that was opened first. */
  synchronized StdioTransport eldest() {
    return open.getFirst();
  }

  static Trunk connect(StdioTransport parent, StdioTransport child) {
    try {
      Posix.Pipe down = pipe();
      Posix.Pipe up = pipe();
      child.joinParent(down.input(), up.output());
      return parent.joinChild(up.input(), down.output(), new Silent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Posix.Pipe pipe() throws IOException {
    return Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
  }

  /** Nobody to tell. */
  private static final class Silent implements Family.Events {
    @Override
    public void greeted(Greeting greeting) {}

    @Override
    public void ended(String why) {}
  }

  /** Closes both ends of something. */
  static void close(Descriptor... all) {
    for (Descriptor one : all) {
      one.close();
    }
  }

  @Override
  public void close() {
    StdioTransport.onOpen(null);
  }
}
