package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Role;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose ends don't know each other yet. The one that dialed speaks first; the one that
 * accepted decides, and says so. Belongs to one thread at a time; never blocks.
 */
public final class Handshake {
  /** Finds out who answers a newcomer. */
  @FunctionalInterface
  public interface Host {
    /**
     * Finds the end that a newcomer wants.
     *
     * @param theirs what the newcomer said
     * @return what that end says of itself, or null if it isn't here now
     * @throws IpcException if the newcomer can't be taken; it is told why
     */
    @Nullable Hello find(Hello theirs);
  }

  private final ByteStream stream;
  private final @Nullable Hello dials;
  private final Host host;
  private final @Nullable String target;
  private final long deadline;
  private final Inbox inbox = new Inbox();
  private ByteBuffer pending = ByteBuffer.allocate(0);
  private @Nullable Hello theirs;
  private boolean begun;
  private boolean waiting;
  private boolean agreed;

  /**
   * Begins.
   *
   * @param target what was dialed, or null if the stream was accepted
   * @param deadline when to give up, as {@link System#nanoTime()} tells it
   */
  public Handshake(ByteStream stream, Hello ours, @Nullable String target, long deadline) {
    this(stream, ours, hello -> ours, target, deadline);
  }

  private Handshake(
      ByteStream stream, @Nullable Hello ours, Host host, @Nullable String target, long deadline) {
    this.stream = stream;
    this.dials = target == null ? null : ours;
    this.host = host;
    this.target = target;
    this.deadline = deadline;
  }

  /** Begins with a stream that was accepted where several ends can be met. */
  public static Handshake accepted(ByteStream stream, Host host, long deadline) {
    return new Handshake(stream, null, host, null, deadline);
  }

  private void say(Hello hello) throws IOException {
    MemorySegment payload = hello.encode();
    long length = payload.byteSize();
    MemorySegment frame = Arena.ofAuto().allocate(FrameLayout.size(length), FrameLayout.HEADER);
    FrameLayout.word(frame, 0, FrameLayout.header(FrameLayout.HELLO, 0, length));
    MemorySegment.copy(payload, 0, frame, FrameLayout.HEADER, length);
    ByteBuffer bytes = frame.asByteBuffer();
    pending = ByteBuffer.allocate(pending.remaining() + bytes.remaining()).put(pending).put(bytes);
    pending.flip();
    isSaid();
  }

  /** Whether all that was to be said is on its way. */
  private boolean isSaid() throws IOException {
    while (pending.hasRemaining() && stream.write(pending) > 0) {
      // goes on while there is room
    }
    return stream.flush() && !pending.hasRemaining();
  }

  /** The stream. */
  public ByteStream stream() {
    return stream;
  }

  /** What was dialed, or null if the stream was accepted. */
  public @Nullable String target() {
    return target;
  }

  /** What has arrived beyond the hello. */
  public Inbox inbox() {
    return inbox;
  }

  /** Whether the ends know each other, and one waits for the other's channel to be opened. */
  public boolean isWaiting() {
    return waiting;
  }

  /**
   * Goes on.
   *
   * @return the other end's hello once both agree, null while there is more to come
   * @throws IOException if the stream failed, was closed, or the time is over
   * @throws IpcException if the ends don't agree; the other end has been told
   */
  public @Nullable Hello advance(long now) throws IOException {
    Hello hello = goOn();
    if (hello == null && !waiting && now - deadline >= 0) {
      throw new IOException("did not say in time who it is");
    }
    return hello;
  }

  private @Nullable Hello goOn() throws IOException {
    if (!stream.establish()) {
      return null;
    }
    if (!begun) {
      begun = true;
      if (dials != null) {
        say(dials);
      }
    }
    while (!agreed) {
      if (!isSaid()) {
        return null;
      }
      Hello hello = theirs != null && target == null ? theirs : read();
      if (hello == null) {
        return null;
      }
      theirs = hello;
      if (dials == null && waiting) {
        requireSilence(); // before it is taken: it may have left
      }
      boolean decided = dials == null ? answer(hello) : heard(dials, hello);
      if (!decided && dials == null) {
        return null;
      }
      agreed = decided;
    }
    return isSaid() ? theirs : null;
  }

  /** Reads what the other end says of itself; null if it hasn't arrived yet. */
  private @Nullable Hello read() throws IOException {
    while (inbox.unread() < FrameLayout.HEADER || inbox.unread() < size()) {
      int read = inbox.fill(stream, false);
      if (read < 0) {
        throw new EOFException("closed before it said who it is");
      }
      if (read == 0) {
        return null;
      }
    }
    long length = FrameLayout.length(inbox.header(0));
    MemorySegment payload =
        inbox.memory().asSlice(inbox.start() + (long) FrameLayout.HEADER, length);
    Hello hello = Hello.decode(payload, who());
    inbox.consume(FrameLayout.size(length));
    return hello;
  }

  /** Who waits has nothing to say. */
  private void requireSilence() throws IOException {
    int read = inbox.fill(stream, false);
    if (read < 0) {
      throw new EOFException("closed while it waited");
    }
    if (read > 0) {
      throw new IOException("spoke before it was its turn");
    }
  }

  private long size() throws IOException {
    long header = inbox.header(0);
    long length = FrameLayout.length(header);
    if (header != FrameLayout.header(FrameLayout.HELLO, 0, length) || length > Hello.LONGEST) {
      throw new IOException("does not speak this protocol");
    }
    return FrameLayout.size(length);
  }

  /** The end that accepted decides; false as long as the end that is wanted isn't here. */
  private boolean answer(Hello hello) throws IOException {
    Hello ours = null;
    try {
      stream.requireAllowed();
      ours = host.find(hello);
      if (ours != null && hello.status() != Hello.Status.ASKING) {
        check(ours, hello);
      }
    } catch (IpcException e) {
      say((ours == null ? echo(hello) : ours).answering(status(e), String.valueOf(e.getMessage())));
      throw e;
    }
    if (ours == null) {
      if (!waiting) {
        waiting = true;
        say(echo(hello).answering(Hello.Status.WAIT, ""));
      }
      return false;
    }
    say(ours);
    if (hello.status() == Hello.Status.ASKING) {
      throw new EOFException("only asked who is here");
    }
    return true;
  }

  private static Hello.Status status(IpcException e) {
    return e.is(ErrorIds.RECEIVER_EXISTS)
        ? Hello.Status.TAKEN
        : e instanceof IpcConfigException ? Hello.Status.MISMATCH : Hello.Status.REFUSED;
  }

  /** What is said where there is no end to speak of. */
  private static Hello echo(Hello hello) {
    return new Hello(
            Hello.Status.WAIT,
            partner(hello.role()),
            false,
            hello.capacity(),
            ProcessHandle.current().pid(),
            hello.agreement(),
            hello.channel(),
            "process@" + ProcessHandle.current().pid(),
            "")
        .identified(hello.namespace(), 0);
  }

  /** The end that dialed hears the decision; false as long as it has to wait. */
  private boolean heard(Hello ours, Hello hello) {
    if (ours.status() == Hello.Status.ASKING) {
      return true;
    }
    switch (hello.status()) {
      case WAIT -> {
        waiting = true;
        return false;
      }
      case TAKEN -> throw new IpcUsageException(ErrorIds.RECEIVER_EXISTS, hello.reason());
      default -> check(ours, hello);
    }
    stream.requireAllowed();
    if (hello.status() != Hello.Status.WELCOME) {
      throw refused(ours, "the other end (" + hello.session() + ") refused: " + hello.reason());
    }
    waiting = false;
    return true;
  }

  private static void check(Hello ours, Hello hello) {
    if (!hello.channel().equals(ours.channel())) {
      throw refused(
          ours,
          "here is channel %s, %s wants %s"
              .formatted(ours.channel(), hello.session(), hello.channel()));
    }
    ours.agreement()
        .requireSame(hello.agreement(), ours.channel(), ours.session(), hello.session());
    if (hello.role() != partner(ours.role())) {
      throw refused(
          ours,
          "both ends do the same: %s is a %s, and so is %s"
              .formatted(ours.session(), ours.role(), hello.session()));
    }
  }

  /** What an end does that can be met by one that does this. */
  public static Role partner(Role role) {
    return switch (role) {
      case WRITER -> Role.READER;
      case READER -> Role.WRITER;
      case REQUESTER -> Role.RESPONDER;
      case RESPONDER -> Role.REQUESTER;
    };
  }

  private static IpcUsageException refused(Hello ours, String why) {
    return new IpcUsageException(
        ErrorIds.LINK_LOST, ErrorText.of("channel", ours.channel()).problem(why).text());
  }

  /** Who the other end is, as far as it is known. */
  public String who() {
    Hello hello = theirs;
    return hello != null ? hello.session() : target != null ? target : "a newcomer";
  }
}
