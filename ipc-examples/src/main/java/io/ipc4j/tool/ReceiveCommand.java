package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.config.IpcConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ipc receive}. */
@Command(
    name = "receive",
    header = "Receives the messages of a queue, until Ctrl-C or as the options say.",
    footer = {
      "  ipc receive quotes                            shows each message as a line",
      "  ipc receive backup --once --raw | tar x       until the sender has closed",
      "  ipc receive jobs --count 1 --idle-timeout 5s  one message, or none after 5 seconds",
      "  ipc receive jobs --competing                  each message to one of several receivers",
      "  ipc receive orders --acknowledged             the next one gets what this one leaves"
    })
final class ReceiveCommand extends ReceivingCommand {

  @Mixin private QueueOptions queue = new QueueOptions();

  @Override
  void configure(IpcConfig.Builder config, String channel) {
    queue.configure(config, channel);
  }

  @Override
  Receiver open(Ipc ipc, String channel) {
    return ipc.receiver(channel);
  }
}
