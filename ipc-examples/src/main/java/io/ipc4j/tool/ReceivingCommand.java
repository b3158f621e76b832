package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.ReceiverStats;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What receiving from a queue and subscribing have in common. */
abstract class ReceivingCommand extends ChannelCommand {

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel's name.")
  private String channel = "";

  @Mixin private ReceiveOptions options = new ReceiveOptions();

  /** Opens the command's end of the channel. */
  abstract Receiver open(Ipc ipc, String channel);

  @Override
  public final Integer call() throws IOException, InterruptedException {
    String mistake = options.mistake();
    if (mistake != null) {
      throw misuse(mistake);
    }
    try (Ipc ipc = openForChannel(channel)) {
      Receiver receiver = open(ipc, channel);
      boolean child = isChild(receiver);
      long lost = receive(receiver, child);
      return report(lost, options.once() || child, receiver.stats());
    }
  }

  private long receive(Receiver receiver, boolean child) throws IOException, InterruptedException {
    try (MessageOutput output = options.open()) {
      try (Progress _ = progress(receiver)) {
        new Inflow(receiver, output, options, child).run();
      }
      return output.lost();
    }
  }

  /** None where the messages themselves appear on the terminal. */
  private @Nullable Progress progress(Receiver receiver) {
    return options.isQuiet()
        ? Progress.start(
            err(), () -> receiver.stats().bytes(), () -> receiver.stats().received(), -1)
        : null;
  }

  private int report(long lost, boolean once, ReceiverStats stats) {
    if (lost > 0) {
      note(Numbers.grouped(lost) + " messages were lost on the way, by the channel's policy");
    }
    if (once && stats.linksLost() > 0) {
      note(
          Numbers.grouped(stats.linksLost())
              + " senders ended without closing; what arrived from them until then is written");
      return ExitCode.FAILURE;
    }
    return ExitCode.OK;
  }
}
