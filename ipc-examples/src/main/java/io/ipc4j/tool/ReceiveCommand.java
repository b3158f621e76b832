package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc receive}. */
@Command(
    name = "receive",
    header = "Receives the messages of a queue, until Ctrl-C or as the options say.",
    footer = {
      "  ipc receive quotes                            shows each message as a line",
      "  ipc receive backup --once --raw | tar x       until the sender has closed",
      "  ipc receive jobs --count 1 --idle-timeout 5s  one message, or none after 5 seconds",
      "  ipc receive jobs --competing                  each message to one of several receivers"
    })
final class ReceiveCommand extends ReceivingCommand {

  @Option(
      names = "--competing",
      order = 6,
      description = "Shares the queue with other receivers; needed on all sides.")
  private boolean competing;

  @Override
  boolean isCompeting() {
    return competing;
  }

  @Override
  Receiver open(Ipc ipc, String channel) {
    return ipc.receiver(channel);
  }
}
