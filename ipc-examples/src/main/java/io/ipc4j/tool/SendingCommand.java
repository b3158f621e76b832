package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.SenderStats;
import io.ipc4j.config.ConfigKeys;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What sending to a queue and publishing have in common. */
abstract class SendingCommand extends ChannelCommand {

  /**
   * How long the session may go on delivering what was accepted, unless the user configures it: the
   * command's promise is that all was taken when it ends.
   */
  private static final String LINGER = "1h";

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's name.")
  private String channel = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--timeout",
      paramLabel = "D",
      order = 10,
      defaultValue = "30s",
      description = "How long to wait for a receiver, such as 500ms or 2m (default: 30s).")
  private Duration timeout = Duration.ZERO;

  /** Opens the command's end of the channel. */
  abstract Outflow open(Ipc ipc, String channel, Duration timeout);

  /** How many receivers have to be there before the first message is sent. */
  abstract int receiversToAwait();

  @Override
  public final Integer call() throws IOException, InterruptedException {
    String mistake = input.mistake();
    if (mistake != null) {
      throw misuse(mistake);
    }
    input.requireReadable();
    boolean wasPipe = Terminal.isPipe(Terminal.STDIN);
    try (Ipc ipc = openForChannel(channel, LINGER)) {
      Outflow outflow = open(ipc, channel, timeout);
      requireInput(input, wasPipe);
      send(outflow, ChannelSettings.of(ipc, channel));
      outflow.sender().close();
      awaitChildren();
      return report(outflow);
    }
  }

  private void send(Outflow outflow, ChannelSettings settings)
      throws IOException, InterruptedException {
    long limit = settings.find(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE).orElse(Long.MAX_VALUE);
    long probe = settings.find(ConfigKeys.CHANNEL_FIXED_SIZE).orElse(0L);
    outflow.awaitReceivers(receiversToAwait(), probe);
    Sender sender = outflow.sender();
    try (Progress _ =
        Progress.start(
            err(),
            () -> sender.stats().bytes(),
            () -> sender.stats().sent(),
            input.expectedBytes())) {
      input.read(limit, outflow);
    }
  }

  private int report(Outflow outflow) {
    SenderStats stats = outflow.sender().stats();
    if (outflow.unheard() > 0) {
      note(Numbers.grouped(outflow.unheard()) + " messages were published to nobody");
    }
    if (outflow.dropped() > 0) {
      note(Numbers.grouped(outflow.dropped()) + " messages were dropped by the channel's policy");
    }
    return stats.inDoubt() > 0 ? ExitCode.FAILURE : ExitCode.OK; // closing has said how many
  }
}
