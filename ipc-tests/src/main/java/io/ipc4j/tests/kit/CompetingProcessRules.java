package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Sender;
import io.ipc4j.spi.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Receivers that acknowledge, in processes that are killed and stopped. */
public interface CompetingProcessRules {
  private static List<Peer> workers(Lab lab, int count) {
    lab.setChannel("receivers", "competing");
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Peer peer = lab.peer();
      peer.call("open", "receiver", Lab.CHANNEL);
      CompletableFuture<String> ignored = peer.ask("receiveForever");
      assertThat(ignored).isNotDone();
      peers.add(peer);
    }
    return peers;
  }

  /** How often each number was handled, by anybody. */
  private static Map<Long, Integer> handled(List<Peer> peers) {
    Map<Long, Integer> times = new HashMap<>();
    for (Peer peer : peers) {
      for (String event : peer.events()) {
        times.merge(Long.parseLong(event.split(" ", -1)[0]), 1, Integer::sum);
      }
    }
    return times;
  }

  private static long flagged(List<Peer> peers) {
    return peers.stream()
        .flatMap(peer -> peer.events().stream())
        .filter(event -> event.endsWith(" again"))
        .count();
  }

  @Rule(
      value = "X-11",
      needs = {Trait.CROSS_PROCESS, Trait.COMPETING})
  default void theShareOfAKilledReceiverIsHandledByOthers(Lab lab) throws Exception {
    List<Peer> peers = workers(lab, 2);
    Peer killed = peers.getFirst();
    Sender sender = lab.sender();
    int sent = 0;
    while (killed.events().size() < 100) {
      lab.send(sender, sent++, 300);
    }
    killed.kill();
    for (int i = 0; i < 100; i++) {
      lab.send(sender, sent++, 300);
    }
    int all = sent;
    lab.await("everything is handled", () -> handled(peers).size() == all);
    List<Long> twice =
        handled(peers).entrySet().stream()
            .filter(entry -> entry.getValue() > 1)
            .map(Map.Entry::getKey)
            .toList();
    assertThat(twice).as("handled twice").hasSizeLessThanOrEqualTo(1);
    for (long number : twice) {
      assertThat(peers.getLast().events()).contains(number + " again");
    }
    if (lab.has(Trait.UNREAD_SURVIVES)) { // then nobody but the receivers knows
      assertThat(flagged(peers)).isLessThanOrEqualTo(1);
    } else {
      assertThat(flagged(peers)).isEqualTo(sender.stats().redelivered());
    }
    assertThat(sender.stats().inDoubt()).isZero();
  }

  @Rule(
      value = "X-12",
      needs = {Trait.CROSS_PROCESS, Trait.COMPETING})
  default void aPausedReceiverKeepsItsShareAndHoldsNobodyBack(Lab lab) throws Exception {
    int window = 4;
    lab.setChannel("window", Integer.toString(window));
    List<Peer> peers = workers(lab, 2);
    Peer paused = peers.getFirst();
    Sender sender = lab.sender();
    int sent = 0;
    while (paused.events().isEmpty()) {
      lab.send(sender, sent++, 64);
    }
    paused.pause();
    for (int i = 0; i < 200; i++) {
      lab.send(sender, sent++, 64);
    }
    int all = sent;
    lab.await("all but one share is handled", () -> handled(peers).size() >= all - window);
    assertThat(sender.peers()).hasSize(2);
    paused.resume();
    lab.await("the rest is handled", () -> handled(peers).size() == all);
    assertThat(handled(peers).values()).as("times").containsOnly(1);
    assertThat(flagged(peers)).isZero();
  }

  @Rule(
      value = "X-13",
      needs = {Trait.CROSS_PROCESS, Trait.ACKNOWLEDGED})
  default void whatIsAcknowledgedOutlivesKilledReceivers(Lab lab) throws Exception {
    lab.setChannel("delivery", "acknowledged");
    Peer first = lab.peer();
    first.call("open", "receiver", Lab.CHANNEL);
    CompletableFuture<String> ignored = first.ask("receiveForever");
    Sender sender = lab.sender();
    int sent = 0;
    while (first.events().size() < 200) {
      lab.send(sender, sent++, 300);
    }
    first.kill();
    assertThat(ignored).isCompletedExceptionally();
    int handled = first.events().size();
    Peer next = lab.peer();
    next.call("open", "receiver", Lab.CHANNEL);
    CompletableFuture<String> goesOn = next.ask("receiveForever");
    long last = sent;
    lab.send(sender, last, 300);
    lab.await("the newest arrives", () -> handled(List.of(next)).containsKey(last));
    assertThat(goesOn).isNotDone();
    List<Long> numbers =
        next.events().stream().map(event -> Long.valueOf(event.replace(" again", ""))).toList();
    long resumed = numbers.getFirst();
    assertThat(numbers).isEqualTo(LongStream.rangeClosed(resumed, last).boxed().toList());
    assertThat(resumed).as("the next message").isBetween(handled - 1L, (long) handled);
    assertThat(flagged(List.of(next))).isEqualTo(sender.stats().redelivered());
    assertThat(sender.stats().inDoubt()).isZero();
  }

  @Rule(
      value = "X-30",
      needs = {Trait.CROSS_PROCESS, Trait.COMPETING, Trait.UNREAD_SURVIVES})
  default void whatAKilledSenderHasSentIsHandled(Lab lab) throws Exception {
    List<Peer> workers = workers(lab, 2);
    Peer sender = lab.peer();
    sender.call("open", "sender", Lab.CHANNEL);
    CompletableFuture<String> ignored = sender.ask("sendForever", 0, 500);
    lab.await("much is handled", () -> handled(workers).size() > 1000);
    sender.kill();
    assertThat(ignored).isCompletedExceptionally();
    long acknowledged = Long.parseLong(sender.events().getLast());
    List<Long> owed = LongStream.rangeClosed(0, acknowledged).boxed().toList();
    lab.await(
        "everything that was acknowledged is handled",
        () -> handled(workers).keySet().containsAll(owed)); // others may have been handled before
    assertThat(handled(workers).values()).as("times").containsOnly(1);
  }
}
