package io.ipc4j.tool;

import io.ipc4j.Ipc;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc publish}. */
@Command(
    name = "publish",
    header = "Publishes what it reads to every subscriber that is there.",
    footer = {
      "  ipc publish ticks --file ticks.csv                  waits for one subscriber",
      "  ipc publish ticks --file ticks.csv --subscribers 3  waits for three",
      "  tail -f app.log | ipc publish log --subscribers 0   waits for nobody"
    })
final class PublishCommand extends SendingCommand {

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      order = 9,
      description = "Waits until N subscribers are connected before it begins (default: 1).")
  private int subscribers = 1;

  @Override
  Outflow open(Ipc ipc, String channel, Duration timeout) {
    if (subscribers < 0) {
      throw misuse("--subscribers must be 0 or more.");
    }
    return Outflow.toSubscribers(ipc.publisher(channel), timeout);
  }

  @Override
  int receiversToAwait() {
    return subscribers;
  }
}
