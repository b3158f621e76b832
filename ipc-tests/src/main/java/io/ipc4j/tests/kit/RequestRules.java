package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcLinkLostException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Requests and replies: each finds its own, whoever goes away. */
public interface RequestRules {
  /**
   * A request that waits for its reply.
   *
   * @param request what was asked
   * @param replyTo where the reply goes
   */
  record Asked(MemorySegment request, ReplyTo replyTo) {
    private SendResult tryAnswer() {
      return replyTo.tryReply(request, 0, request.byteSize());
    }

    private void answer(Lab lab) throws InterruptedException {
      assertThat(replyTo.reply(request, lab.patience())).isEqualTo(SendResult.SENT);
    }
  }

  private static List<Asked> takeRequests(Lab lab, Responder responder, int count)
      throws InterruptedException {
    List<Asked> asked = new ArrayList<>();
    while (asked.size() < count) {
      int handled =
          responder.poll(
              (memory, offset, length, replyTo) -> {
                byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
                asked.add(new Asked(MemorySegment.ofArray(bytes), replyTo));
              },
              count - asked.size(),
              lab.patience());
      assertThat(handled).as("requests after the first %d", asked.size()).isPositive();
    }
    return asked;
  }

  /** Answers with the request itself until the test ends. */
  private static void echo(Lab lab, Responder responder) {
    lab.start(
        "responder",
        () -> {
          while (true) {
            takeRequests(lab, responder, 1).getFirst().answer(lab);
          }
        });
  }

  private static Message await(Lab lab, CompletableFuture<Message> reply) {
    lab.await("a reply comes", reply::isDone);
    return reply.join();
  }

  @Rule("A-1")
  default void repliesInAnyOrderFindTheirRequests(Lab lab) throws Exception {
    Responder responder = lab.responder();
    Requester requester = lab.requester();
    lab.connect(requester, responder);
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      replies.add(requester.requestAsync(Payload.bytes(i, 40 + i)));
    }
    List<Asked> asked = takeRequests(lab, responder, 100);
    assertThat(requester.outstanding()).isEqualTo(100);
    Collections.shuffle(asked, new Random(7));
    for (Asked one : asked) {
      one.answer(lab);
    }
    for (int i = 0; i < 100; i++) {
      Payload.requireWhole(await(lab, replies.get(i)).toByteArray(), i, 40 + i);
    }
    assertThat(requester.outstanding()).isZero();
  }

  @Rule("A-2")
  default void eachRequesterGetsItsOwnReplies(Lab lab) throws Exception {
    echo(lab, lab.responder());
    List<Task<Void>> asking = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      long first = r * 1000L;
      Requester requester = lab.requester();
      asking.add(
          lab.start(
              "requester-" + r,
              () -> {
                for (int i = 0; i < 30; i++) {
                  byte[] request = Payload.bytes(first + i, 64);
                  Message reply = requester.request(request, lab.patience());
                  Payload.requireWhole(reply.toByteArray(), first + i, 64);
                }
                return null;
              }));
    }
    for (Task<Void> task : asking) {
      task.get();
    }
  }

  @Rule("A-3")
  default void aRequesterThatIsGoneIsToldToTheResponder(Lab lab) throws Exception {
    Responder responder = lab.responder();
    Requester leaving = lab.requester();
    CompletableFuture<Message> lost = leaving.requestAsync(Payload.bytes(1, 64));
    Asked asked = takeRequests(lab, responder, 1).getFirst();
    leaving.close();
    lab.await("the request fails", lost::isCompletedExceptionally);
    lab.await(
        "the responder sees that the requester is gone",
        () -> {
          responder.poll((memory, offset, length, replyTo) -> {}, 1);
          return !responder.isConnected();
        });
    assertThat(asked.tryAnswer()).isEqualTo(SendResult.NOT_CONNECTED);
    echo(lab, responder);
    Message reply = lab.requester().request(Payload.bytes(2, 64), lab.patience());
    Payload.requireWhole(reply.toByteArray(), 2, 64);
  }

  @Rule("A-4")
  default void aResponderThatIsGoneFailsWhatItWasAsked(Lab lab) throws Exception {
    Responder responder = lab.responder();
    Requester requester = lab.requester();
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      replies.add(requester.requestAsync(Payload.bytes(i, 64)));
    }
    Task<Message> blocked =
        lab.start("request", () -> requester.request(Payload.bytes(5, 64), Duration.ofDays(1)));
    List<Asked> asked = takeRequests(lab, responder, 6);
    assertThat(asked).hasSize(6);
    responder.close();
    assertThat(blocked.failure()).isInstanceOf(IpcLinkLostException.class);
    for (CompletableFuture<Message> reply : replies) {
      lab.await("the request fails", reply::isDone);
      assertThat(catchThrowable(reply::join))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IpcLinkLostException.class);
    }
    assertThat(requester.outstanding()).isZero();
  }

  @Rule("A-5")
  default void aResponderThatComesBackIsAskedAgain(Lab lab) throws Exception {
    Requester requester = lab.requester();
    for (int round = 0; round < 3; round++) {
      Responder responder = lab.responder();
      Task<Void> answering =
          lab.start(
              "responder",
              () -> {
                takeRequests(lab, responder, 1).getFirst().answer(lab);
                return null;
              });
      Message reply = requester.request(Payload.bytes(round, 64), lab.patience());
      Payload.requireWhole(reply.toByteArray(), round, 64);
      answering.get();
      responder.close();
      lab.await(
          "the requester sees that the responder is gone",
          () -> requester.poll(1) == 0 && !requester.isConnected());
    }
  }

  @Rule("A-6")
  default void aRequestThatWaitsInVainSaysForWhat(Lab lab) throws Exception {
    Requester requester = lab.requester();
    Duration brief = Duration.ofMillis(20);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> requester.request(new byte[8], brief)))
        .contains("a responder")
        .contains("channel=" + Lab.CHANNEL);
    Responder responder = lab.responder();
    lab.connect(requester, responder);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> requester.request(new byte[8], brief)))
        .contains("a reply");
    assertThat(requester.outstanding()).isZero();
    takeRequests(lab, responder, 1).getFirst().answer(lab);
    echo(lab, responder);
    Message reply = requester.request(Payload.bytes(2, 64), lab.patience());
    Payload.requireWhole(reply.toByteArray(), 2, 64);
  }

  @Rule("A-7")
  default void requestsAndRepliesOfEverySizePass(Lab lab) throws Exception {
    Responder responder = lab.responder();
    echo(lab, responder);
    Requester requester = lab.requester();
    for (int size : new int[] {0, 1, 8, 63, 64, 65, 4096, 70_000, Lab.MAX_MESSAGE}) {
      Message reply = requester.request(Payload.bytes(size, size), lab.patience());
      Payload.requireWhole(reply.toByteArray(), size, size);
    }
    byte[] tooLarge = new byte[Lab.MAX_MESSAGE + 1];
    assertThat(
            Refusal.of(
                ErrorIds.MESSAGE_TOO_LARGE, () -> requester.request(tooLarge, lab.patience())))
        .contains(Integer.toString(Lab.MAX_MESSAGE));
  }

  @Rule("A-8")
  default void aReplyIsGivenOnceAndByAnyThread(Lab lab) throws Exception {
    Responder responder = lab.responder();
    Requester requester = lab.requester();
    CompletableFuture<Message> reply = requester.requestAsync(Payload.bytes(1, 64));
    Asked asked = takeRequests(lab, responder.shared(), 1).getFirst();
    lab.start(
            "elsewhere",
            () -> {
              asked.answer(lab);
              return null;
            })
        .get();
    Payload.requireWhole(await(lab, reply).toByteArray(), 1, 64);
    assertThat(catchThrowable(() -> asked.tryAnswer()))
        .as("the second reply to one request")
        .isNotNull();
  }

  @Rule("A-9")
  default void aSecondResponderIsRefusedAndTheHolderNamed(Lab lab) throws Exception {
    Responder holder = lab.responder();
    Requester requester = lab.requester();
    lab.connect(requester, holder);
    assertThat(Refusal.of(ErrorIds.RECEIVER_EXISTS, lab::responder))
        .contains(requester.peers().getFirst().name());
    echo(lab, holder);
    Message reply = requester.request(Payload.bytes(1, 64), lab.patience());
    Payload.requireWhole(reply.toByteArray(), 1, 64);
  }
}
