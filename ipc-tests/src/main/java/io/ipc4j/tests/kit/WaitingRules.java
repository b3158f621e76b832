package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Waiting: in each mode, on both kinds of threads, and what interrupts it. */
public interface WaitingRules {
  private static List<String> modes() {
    return List.of("spin", "yield", "backoff", "block");
  }

  @Rule("W-1")
  default void eachModeOfWaitingWakesUp(Lab lab) throws Exception {
    for (String mode : modes()) {
      lab.set("ipc.wait", mode);
      for (boolean virtual : new boolean[] {false, true}) {
        pingPong(lab, mode + virtual, virtual);
      }
    }
  }

  private static void pingPong(Lab lab, String name, boolean virtual) throws Exception {
    Ipc here = lab.session();
    Ipc there = lab.session();
    Receiver pings = there.receiver(name + ".ping");
    Receiver pongs = here.receiver(name + ".pong");
    Sender ping = here.sender(name + ".ping");
    Sender pong = there.sender(name + ".pong");
    Callable<Void> answer =
        () -> {
          for (int i = 0; i < 20; i++) {
            Message message = pings.receive(lab.patience());
            pong.send(message.memory(), 0, message.length(), lab.patience());
          }
          return null;
        };
    Task<Void> answering = virtual ? lab.startVirtual("pong", answer) : lab.start("pong", answer);
    for (int i = 0; i < 20; i++) {
      lab.send(ping, i, 64);
      Payload.requireWhole(pongs.receive(lab.patience()).toByteArray(), i, 64);
    }
    answering.get();
  }

  @Rule("W-2")
  default void anInterruptHurtsOnlyTheCallThatWaits(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    Receiver idle = lab.session().receiver("idle");
    Requester requester = lab.session().requester("r");
    int taken = Math.toIntExact(lab.fill(sender, 0, 64));
    requireInterrupted(lab, "receive", idle::receive);
    requireInterrupted(lab, "send", () -> sender.send(Payload.bytes(-9, 64)));
    requireInterrupted(lab, "request", () -> requester.request(new byte[8], Duration.ofDays(1)));
    Inbox inbox = lab.receive(receiver, taken);
    lab.send(sender, -1, 64);
    lab.receive(receiver, taken + 1, inbox);
    assertThat(inbox.numbers()).endsWith(taken - 1L, -1L);
    Sender toIdle = lab.session().sender("idle");
    lab.send(toIdle, 5, 64);
    assertThat(lab.receive(idle, 1).numbers()).containsExactly(5L);
  }

  private static void requireInterrupted(Lab lab, String method, Callable<?> blocks) {
    for (boolean virtual : new boolean[] {false, true}) {
      Task<?> blocked = virtual ? lab.startVirtual(method, blocks) : lab.start(method, blocks);
      lab.awaitInside(blocked, method);
      blocked.interrupt();
      assertThat(blocked.failure()).as(method).isInstanceOf(InterruptedException.class);
    }
  }

  @Rule("W-3")
  default void blockedVirtualThreadsHoldNoCarrier(Lab lab) throws Exception {
    int count = 8 * Runtime.getRuntime().availableProcessors();
    lab.set("ipc.channel.*.capacity", "4KiB");
    lab.set("ipc.channel.*.max-message-size", "1000");
    Ipc here = lab.session();
    Ipc there = lab.session();
    List<Sender> senders = new ArrayList<>();
    List<Task<Message>> blocked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Receiver receiver = there.receiver("v" + i);
      senders.add(here.sender("v" + i));
      blocked.add(lab.startVirtual("receiver-" + i, () -> receiver.receive(lab.patience())));
    }
    for (Task<Message> task : blocked) {
      lab.awaitInside(task, "receive");
    }
    assertThat(lab.startVirtual("unrelated", () -> "ran").get()).isEqualTo("ran");
    for (int i = 0; i < count; i++) {
      lab.send(senders.get(i), i, 64);
    }
    for (int i = 0; i < count; i++) {
      Payload.requireWhole(blocked.get(i).get().toByteArray(), i, 64);
    }
  }

  @Rule("W-4")
  default void sharedHandlesServeManyThreads(Lab lab) throws Exception {
    Receiver receiver = lab.receiver().shared();
    Sender sender = lab.sender().shared();
    List<Task<Void>> sending = new ArrayList<>();
    List<Task<List<Long>>> receiving = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long first = t * 100L;
      sending.add(
          lab.start(
              "sender-" + t,
              () -> {
                for (int i = 0; i < 100; i++) {
                  lab.send(sender, first + i, 64);
                }
                return null;
              }));
      receiving.add(lab.start("receiver-" + t, () -> lab.receive(receiver, 100).numbers()));
    }
    for (Task<Void> task : sending) {
      task.get();
    }
    Set<Long> all = new TreeSet<>();
    for (Task<List<Long>> task : receiving) {
      all.addAll(task.get());
    }
    assertThat(all)
        .containsExactlyElementsOf(
            IntStream.range(0, 400).mapToObj(Long::valueOf).collect(Collectors.toList()));
  }
}
