package io.ipc4j.msg.meeting;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.config.IpcConfig;
import java.time.Duration;
import java.util.List;

/**
 * Another process: {@code TallyPeer receive|subscribe KEY=VALUE...}. Says {@code got} at the first
 * message of channel {@code c}, and once all senders have gone what it knows: {@code received N
 * gaps N cut N}.
 */
public final class TallyPeer {
  private TallyPeer() {}

  public static void main(String[] args) throws Exception {
    IpcConfig.Builder config = IpcConfig.builder();
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      config.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (Ipc ipc = Ipc.open(config.build());
        Receiver receiver = args[0].equals("receive") ? ipc.receiver("c") : ipc.subscriber("c")) {
      receiver.receive(Duration.ofMinutes(2));
      System.out.println("got");
      System.out.println(tally(receiver));
    }
  }

  /** Receives until all senders have gone. */
  public static String tally(Receiver receiver) throws InterruptedException {
    while (!receiver.isDrained()) {
      receiver.poll((memory, offset, length) -> {}, 100, Duration.ofSeconds(1));
    }
    return "received %d gaps %d cut %d"
        .formatted(
            receiver.stats().received(), receiver.stats().lost(), receiver.stats().linksLost());
  }
}
