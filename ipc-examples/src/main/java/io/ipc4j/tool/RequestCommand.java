package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Requester;
import io.ipc4j.config.ConfigKeys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc request}. */
@Command(
    name = "request",
    header = "Sends requests, one after another, and writes the reply to each.",
    footer = {
      "  ipc request time -m now                       one request",
      "  ipc request upper --file names.txt            one request a line",
      "  ipc request zip --whole --raw -f a.txt >a.gz  the whole file, the reply as it is"
    })
final class RequestCommand extends ChannelCommand {

  /** Every reply has come when the session closes: nobody needs to be waited for. */
  private static final String LINGER = "1s";

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's name.")
  private String channel = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = {"-r", "--raw"},
      order = 9,
      description = "Writes the replies' bytes as they are; otherwise each reply ends its line.")
  private boolean raw;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      order = 10,
      defaultValue = "30s",
      description = "How long to wait for each reply, such as 500ms or 2m (default: 30s).")
  private Duration timeout = Duration.ZERO;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String mistake = input.mistake();
    if (mistake != null) {
      throw misuse(mistake);
    }
    input.requireReadable();
    boolean wasPipe = Terminal.isPipe(Terminal.STDIN);
    try (Ipc ipc = openForChannel(channel, LINGER);
        MessageOutput output = new MessageOutput(new StandardOutput(), true)) {
      Requester requester = ipc.requester(channel);
      requireInput(input, wasPipe);
      long limit =
          ChannelSettings.of(ipc, channel)
              .find(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE)
              .orElse(Long.MAX_VALUE);
      input.read(
          limit, (memory, offset, length) -> request(requester, output, memory, offset, length));
    }
    return ExitCode.OK;
  }

  private void request(
      Requester requester, MessageOutput output, MemorySegment memory, long offset, long length)
      throws IOException, InterruptedException {
    Message reply = requester.request(memory.asSlice(offset, length), timeout);
    output.onMessage(reply.memory(), 0, reply.length());
    if (!raw && !endsItsLine(reply)) {
      output.onMessage(LINE_FEED, 0, 1);
    }
    output.flush();
  }

  private static final MemorySegment LINE_FEED = MemorySegment.ofArray(new byte[] {'\n'});

  /** A command's output usually has a line feed at its end, and needs no second one. */
  private static boolean endsItsLine(Message reply) {
    long length = reply.length();
    return length > 0
        && reply.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, length - 1) == '\n';
  }
}
