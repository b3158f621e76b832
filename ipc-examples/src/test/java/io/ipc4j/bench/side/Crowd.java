package io.ipc4j.bench.side;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Uses the other transports in the process before one is measured, so that the code they share has
 * seen all of them, as in an application that uses several. The call sites are this class's own.
 */
final class Crowd {
  private static final List<String> COMPANY = List.of("inproc", "uds", "shm");
  private static final long EACH = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final int BATCH = 32;
  private static final List<String> USED = new ArrayList<>();

  private Crowd() {}

  /** Uses those that are installed and work here, {@code last} after the others. */
  static void use(String last) {
    Set<String> usable =
        Ipc.installed().stream()
            .filter(TransportInfo::available)
            .map(TransportInfo::name)
            .collect(Collectors.toSet());
    for (String transport : COMPANY) {
      if (usable.contains(transport) && !transport.equals(last)) {
        exchange(transport);
      }
    }
    exchange(last);
  }

  /** The transports used so far, separated by commas; {@code -} if none. */
  static String used() {
    return USED.isEmpty() ? "-" : String.join(",", USED);
  }

  private static void exchange(String transport) {
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", transport)
            .set("ipc.namespace", "crowd-" + ProcessHandle.current().pid())
            .set("ipc.wait", "spin")
            .build();
    try (Ipc one = Ipc.open(config);
        Ipc other = Ipc.open(config);
        Receiver receiver = one.receiver("crowd");
        Sender sender = other.sender("crowd")) {
      exchange(sender, receiver);
    }
    USED.add(transport);
  }

  private static void exchange(Sender sender, Receiver receiver) {
    MemorySegment message = Arena.ofAuto().allocate(64, 8);
    byte[] array = new byte[64];
    int[] got = {0};
    MessageHandler handler = (memory, offset, length) -> got[0]++;
    int sent = 0;
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < EACH) {
      for (int i = 0; i < BATCH; i++) {
        boolean gone =
            switch (i % 4) {
              case 0 -> sender.trySend(array) == SendResult.SENT;
              case 1 -> lend(sender);
              default -> sender.trySend(message, 0, 64) == SendResult.SENT;
            };
        sent += gone ? 1 : 0;
      }
      receiver.poll(handler, BATCH);
    }
    while (sent == 0 || got[0] < sent) {
      if (System.nanoTime() - begin > PATIENCE) {
        throw new IllegalStateException(
            sender.transport() + ": sent=" + sent + " received=" + got[0]);
      }
      sent += sent == 0 && sender.trySend(array) == SendResult.SENT ? 1 : 0;
      receiver.poll(handler, BATCH);
    }
  }

  private static boolean lend(Sender sender) {
    Loan loan = sender.tryLoan(64);
    return loan != null && loan.commit() == SendResult.SENT;
  }
}
