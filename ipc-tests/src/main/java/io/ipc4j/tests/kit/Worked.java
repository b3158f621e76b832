package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What several receivers have handled together. Safe for any thread. */
final class Worked {
  private final int enough;
  private final List<Long> numbers = new ArrayList<>();
  private final Map<Receiver, List<Long>> byReceiver = new HashMap<>();
  private int repeated;

  Worked(int enough) {
    this.enough = enough;
  }

  MessageHandler of(Receiver receiver) {
    return (memory, offset, length) -> {
      byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      long number = Payload.number(bytes);
      Payload.requireWhole(bytes, number, bytes.length);
      add(receiver, number, receiver.isRedelivered());
    };
  }

  private synchronized void add(Receiver receiver, long number, boolean again) {
    numbers.add(number);
    byReceiver.computeIfAbsent(receiver, r -> new ArrayList<>()).add(number);
    repeated += again ? 1 : 0;
  }

  synchronized boolean isEnough() {
    return numbers.size() >= enough;
  }

  synchronized List<Long> numbers() {
    return List.copyOf(numbers);
  }

  synchronized int repeated() {
    return repeated;
  }

  synchronized void requireOrdered(Receiver receiver) {
    Map<Long, Long> last = new HashMap<>();
    for (long number : byReceiver.getOrDefault(receiver, List.of())) {
      Long before = last.put(number / 1_000_000, number);
      assertThat(number).as("after %s", before).isGreaterThan(before == null ? -1 : before);
    }
  }
}
