package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose ends don't know each other yet. The one that dialed speaks first; the one that
 * accepted decides, and says so. Belongs to one thread at a time; never blocks.
 */
final class Handshake {
  private final ByteStream stream;
  private final Hello ours;
  private final @Nullable String target;
  private final long deadline;
  private final Inbox inbox = new Inbox();
  private @Nullable Hello theirs;

  /**
   * Begins.
   *
   * @param target what was dialed, or null if the stream was accepted
   * @param deadline when to give up, as {@link System#nanoTime()} tells it
   */
  Handshake(ByteStream stream, Hello ours, @Nullable String target, long deadline)
      throws IOException {
    this.stream = stream;
    this.ours = ours;
    this.target = target;
    this.deadline = deadline;
    if (target != null) {
      say(ours);
    }
  }

  private void say(Hello hello) throws IOException {
    MemorySegment payload = hello.encode();
    long length = payload.byteSize();
    MemorySegment frame = Arena.ofAuto().allocate(FrameLayout.size(length), FrameLayout.HEADER);
    FrameLayout.word(frame, 0, FrameLayout.header(FrameLayout.HELLO, 0, length));
    MemorySegment.copy(payload, 0, frame, FrameLayout.HEADER, length);
    if (stream.write(frame.asByteBuffer()) < frame.byteSize()) {
      throw new IOException("no room for the first words of the connection");
    }
  }

  ByteStream stream() {
    return stream;
  }

  @Nullable String target() {
    return target;
  }

  /** What has arrived beyond the hello. */
  Inbox inbox() {
    return inbox;
  }

  /**
   * Goes on.
   *
   * @return the other end's hello once both agree, null while there is more to come
   * @throws IOException if the stream failed, was closed, or the time is over
   * @throws IpcException if the ends don't agree; the other end has been told
   */
  @Nullable Hello advance(long now) throws IOException {
    while (inbox.unread() < FrameLayout.HEADER || inbox.unread() < size()) {
      int read = inbox.fill(stream, false);
      if (read < 0) {
        throw new IOException("closed before it said who it is");
      }
      if (read == 0) {
        if (now - deadline >= 0) {
          throw new IOException("did not say in time who it is");
        }
        return null;
      }
    }
    long length = FrameLayout.length(inbox.header(0));
    MemorySegment payload =
        inbox.memory().asSlice(inbox.start() + (long) FrameLayout.HEADER, length);
    Hello hello = Hello.decode(payload, "channel " + ours.channel());
    inbox.consume(FrameLayout.size(length));
    theirs = hello;
    decide(hello);
    return hello;
  }

  private long size() throws IOException {
    long header = inbox.header(0);
    long length = FrameLayout.length(header);
    if (header != FrameLayout.header(FrameLayout.HELLO, 0, length) || length > Hello.LONGEST) {
      throw new IOException("does not speak this protocol");
    }
    return FrameLayout.size(length);
  }

  private void decide(Hello hello) throws IOException {
    if (target == null) {
      try {
        check(hello);
      } catch (IpcException e) {
        Hello.Status status =
            e instanceof IpcConfigException ? Hello.Status.MISMATCH : Hello.Status.REFUSED;
        say(ours.answering(status, String.valueOf(e.getMessage())));
        throw e;
      }
      say(ours);
    } else {
      check(hello);
      if (hello.status() != Hello.Status.WELCOME) {
        throw refused("the other end (" + hello.session() + ") refused: " + hello.reason());
      }
    }
  }

  private void check(Hello hello) {
    if (!hello.channel().equals(ours.channel())) {
      throw refused(
          "here is channel %s, %s wants %s"
              .formatted(ours.channel(), hello.session(), hello.channel()));
    }
    ours.agreement()
        .requireSame(hello.agreement(), ours.channel(), ours.session(), hello.session());
    if (hello.role() != partner(ours.role())) {
      throw refused(
          "both ends do the same: %s is a %s, and so is %s"
              .formatted(ours.session(), ours.role(), hello.session()));
    }
  }

  private static Role partner(Role role) {
    return switch (role) {
      case WRITER -> Role.READER;
      case READER -> Role.WRITER;
      case REQUESTER -> Role.RESPONDER;
      case RESPONDER -> Role.REQUESTER;
    };
  }

  private IpcUsageException refused(String why) {
    return new IpcUsageException(
        ErrorIds.LINK_LOST, ErrorText.of("channel", ours.channel()).problem(why).text());
  }

  /** Who the other end is, as far as it is known. */
  String who() {
    Hello hello = theirs;
    return hello != null ? hello.session() : target != null ? target : "a newcomer";
  }
}
