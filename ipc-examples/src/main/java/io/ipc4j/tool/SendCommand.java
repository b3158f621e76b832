package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ipc send}. */
@Command(
    name = "send",
    header = "Sends what it reads to a queue, and ends when all of it was accepted.",
    description = {
      "",
      "It may start before its receiver, and goes on when a receiver ends and another one comes.",
      "A receiver that is there and slow is waited for without a limit."
    },
    footer = {
      "  ipc send quotes --file prices.csv        one message a line",
      "  tar c src | ipc send backup --size 64k   pieces of 64 KiB",
      "  ipc send jobs -m 'resize 17' -m quit     two messages",
      "  ipc send jobs --competing --file todo    each line to one of several receivers",
      "  ipc send orders --acknowledged           kept until a receiver has handled them"
    })
final class SendCommand extends SendingCommand {

  @Mixin private QueueOptions queue = new QueueOptions();

  @Override
  void configure(IpcConfig.Builder config, String channel) {
    queue.configure(config, channel);
  }

  @Override
  Outflow open(Ipc ipc, String channel, Duration timeout) {
    return Outflow.toQueue(ipc.sender(channel), timeout);
  }

  @Override
  int receiversToAwait() {
    return 1;
  }
}
