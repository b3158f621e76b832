package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import picocli.CommandLine.Command;

/** {@code ipc subscribe}. */
@Command(
    name = "subscribe",
    header = "Receives what is published from now on, until Ctrl-C or as the options say.",
    footer = {
      "  ipc subscribe ticks               shows each message as a line",
      "  ipc subscribe ticks --count 10    the next ten",
      "  ipc subscribe log --once > log    until the last publisher has closed"
    })
final class SubscribeCommand extends ReceivingCommand {

  @Override
  Receiver open(Ipc ipc, String channel) {
    return ipc.subscriber(channel);
  }
}
