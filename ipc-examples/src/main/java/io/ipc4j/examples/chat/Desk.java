package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's one thread: takes requests, has {@link Rules} decide, and replies, at once or, to
 * those who listen, when there is news.
 */
final class Desk implements AutoCloseable {
  /** How often to look who is still there. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** How long a request for news is held. A client learns within this time what it missed. */
  private static final long HOLD = Duration.ofMillis(500).toNanos();

  private static final int BATCH = 64;

  private record Held(Request.Listen listen, ReplyTo replyTo, long until) {}

  private record Late(MemorySegment reply, ReplyTo replyTo) {}

  private final Ipc ipc;
  private final Responder responder;
  private final Rules rules;
  private final List<Held> held = new ArrayList<>();
  private final Deque<Late> late = new ArrayDeque<>();

  Desk(Ipc ipc, int history) {
    this.ipc = ipc;
    this.responder = ipc.responder(Names.CHANNEL);
    this.rules = new Rules(this::voice, history, InstantSource.system());
  }

  String transport() {
    return responder.transport();
  }

  /** Serves until the session is closed, which ends this with an {@code IpcClosedException}. */
  void serve() throws InterruptedException {
    while (true) {
      responder.poll(this::take, BATCH, LOOK);
      rules.lookAround(responder.peers());
      answerThoseWhoListen();
      replyToThoseWhoHadNoRoom();
    }
  }

  private void take(MemorySegment memory, long offset, long length, ReplyTo replyTo) {
    try {
      Request request = ChatCodec.REQUEST.decode(memory, offset, length);
      Reply reply = rules.answer(request, replyTo.requester(), responder.peers());
      if (reply != null) {
        reply(replyTo, reply);
      } else if (request instanceof Request.Listen listen) {
        held.add(new Held(listen, replyTo, System.nanoTime() + HOLD));
      }
    } catch (IpcCorruptException e) { // that client's fault, and no matter to the others
      reply(replyTo, new Reply.Refused(Reply.Reason.NOT_ALLOWED, String.valueOf(e.getMessage())));
    }
  }

  private void answerThoseWhoListen() {
    long now = System.nanoTime();
    held.removeIf(one -> {
      @Nullable Reply news = rules.news(one.listen(), now - one.until() >= 0);
      if (news != null) {
        reply(one.replyTo(), news);
      }
      return news != null;
    });
    rules.told();
  }

  private void reply(ReplyTo replyTo, Reply reply) {
    Late one = new Late(ChatCodec.toMemory(ChatCodec.REPLY, reply), replyTo);
    if (hasNoRoomFor(one)) {
      late.add(one);
    }
  }

  /** One client that doesn't take its replies must not keep the others waiting. */
  private void replyToThoseWhoHadNoRoom() {
    late.removeIf(one -> !hasNoRoomFor(one));
  }

  private static boolean hasNoRoomFor(Late one) {
    MemorySegment reply = one.reply();
    return one.replyTo().tryReply(reply, 0, reply.byteSize()) == SendResult.BACK_PRESSURED;
  }

  private Room.Voice voice(String room) {
    TypedSender<Line> publisher = ipc.publisher(Names.channel(room), ChatCodec.LINE);
    return new Room.Voice() {
      @Override
      public boolean publish(Line line) {
        SendResult result = publisher.trySend(line);
        return result == SendResult.SENT || result == SendResult.NOT_CONNECTED;
      }

      @Override
      public void close() {
        publisher.close();
      }
    };
  }

  @Override
  public void close() {
    ipc.close();
  }
}
