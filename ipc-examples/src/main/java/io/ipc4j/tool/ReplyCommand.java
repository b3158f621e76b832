package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.ReplyTo;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc reply}. */
@Command(
    name = "reply",
    header = "Answers requests with the output of a command.",
    description = {
      "",
      "The command is started once for each request, one after another: it gets the request's",
      "bytes as its standard input, and what it writes to standard output is the reply.",
      "Launched by another command's --exec, it ends when who asks has gone."
    },
    footer = {
      "  ipc reply upper -- tr a-z A-Z     until Ctrl-C",
      "  ipc reply time --count 1 -- date  answers one request"
    })
final class ReplyCommand extends ChannelCommand {

  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofHours(1);

  /** How often a child looks whether its parent is still there; nothing wakes it when that goes. */
  private static final Duration LOOK = Duration.ofMillis(100);

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's name.")
  private String channel = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, best after --.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      order = 1,
      description = "Ends after N requests.")
  private @Nullable Long count;

  @Option(
      names = "--idle-timeout",
      paramLabel = "D",
      order = 2,
      description = "Ends when no request came for this time, such as 500ms or 2m.")
  private @Nullable Duration idleTimeout;

  /** A request that was taken and not answered. */
  private record Pending(MemorySegment request, ReplyTo replyTo) {}

  private final Deque<Pending> pending = new ArrayDeque<>();

  /** Whether somebody who asks has been there. */
  private boolean asked;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count != null && count < 1) {
      throw misuse("--count must be 1 or more.");
    }
    try (Ipc ipc = openForChannel(channel)) {
      Responder responder = ipc.responder(channel);
      boolean child = isChild(responder);
      long remaining = count == null ? Long.MAX_VALUE : count;
      while (remaining > 0 && awaitRequest(responder, child)) {
        answer(pending.remove());
        remaining--;
      }
    }
    return ExitCode.OK;
  }

  /** Waits for the next request; false if it is time to end instead. */
  private boolean awaitRequest(Responder responder, boolean child) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Duration patience = patience(start);
      Duration wait = child && patience.compareTo(LOOK) > 0 ? LOOK : patience;
      if (responder.poll(this::take, 1, wait) > 0) {
        asked = true;
        return true;
      }
      boolean connected = responder.isConnected();
      if (child && !connected && (asked || Launcher.isGone())) {
        return false;
      }
      asked |= connected;
      if (idleTimeout != null && patience(start).isZero()) {
        return false;
      }
    }
  }

  private Duration patience(long start) {
    if (idleTimeout == null) {
      return LONG;
    }
    long left = idleTimeout.toNanos() - (System.nanoTime() - start);
    return Duration.ofNanos(Math.max(0, left));
  }

  private void take(MemorySegment memory, long offset, long length, ReplyTo replyTo) {
    byte[] request = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    pending.add(new Pending(MemorySegment.ofArray(request), replyTo));
  }

  private void answer(Pending pending) throws IOException, InterruptedException {
    Filter.Result result = Filter.run(command, pending.request());
    if (result.exitCode() != 0) {
      note(command.getFirst() + " ended with exit code " + result.exitCode());
    }
    if (pending.replyTo().reply(result.output(), REPLY_TIMEOUT) == SendResult.NOT_CONNECTED) {
      note("the requester went away before its reply was ready");
    }
  }
}
