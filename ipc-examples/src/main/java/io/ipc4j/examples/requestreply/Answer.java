package io.ipc4j.examples.requestreply;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcClosedException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Answers each request with its text in upper case, until it is stopped. */
public final class Answer {
  private Answer() {}

  /**
   * Answers until Ctrl-C.
   *
   * @param args none
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open();
        Responder responder = ipc.responder("upper-case")) {
      Runtime.getRuntime().addShutdownHook(new Thread(ipc::close));
      System.out.println("answering over " + responder.transport());
      while (true) {
        responder.poll(Answer::answer, 16, Duration.ofMinutes(1));
      }
    } catch (IpcClosedException e) {
      // by Ctrl-C, which has closed the session in order
    }
  }

  private static void answer(MemorySegment memory, long offset, long length, ReplyTo replyTo) {
    String text = Codecs.utf8().decode(memory, offset, length).toUpperCase(Locale.ROOT);
    SendResult result = replyTo.tryReply(text.getBytes(StandardCharsets.UTF_8));
    if (result != SendResult.SENT) {
      System.err.println("no reply to " + replyTo.requester().name() + ": " + result);
    }
  }
}
