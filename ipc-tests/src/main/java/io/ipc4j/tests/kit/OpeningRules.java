package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcException;
import io.ipc4j.spi.Trait;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opening: who meets whom, who is refused, and what is known of the other side. */
public interface OpeningRules {
  @Rule("O-1")
  default void namespacesAreSeparate(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.set("ipc.namespace", lab.namespace() + "-elsewhere");
    Receiver foreign = lab.receiver();
    Sender stranger = lab.sender();
    lab.connect(stranger, foreign);
    lab.connect(sender, receiver);
    lab.send(stranger, 1, 64);
    lab.send(sender, 2, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(2L);
    assertThat(lab.receive(foreign, 1).numbers()).containsExactly(1L);
    assertThat(sender.peers()).hasSize(1);
    assertThat(receiver.peers()).hasSize(1);
  }

  @Rule("O-2")
  default void theSendingSideMayListen(Lab lab) throws Exception {
    lab.setChannel("bind", "sender");
    Sender sender = lab.sender();
    Receiver receiver = lab.receiver();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
  }

  @Rule("O-3")
  default void theReceivingSideMayListen(Lab lab) throws Exception {
    lab.setChannel("bind", "receiver");
    Subscriber subscriber = lab.subscriber();
    Publisher publisher = lab.publisher();
    lab.connect(publisher, subscriber);
    lab.send(publisher, 1, 64);
    assertThat(lab.receive(subscriber, 1).numbers()).containsExactly(1L);
  }

  @Rule("O-4")
  default void bothEndsMustAgreeOnTheLongestMessage(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    lab.setChannel("max-message-size", "1000");
    String refusal = awaitRefusal(lab, lab::sender, sender -> sender.trySend(Payload.of(1, 64)));
    assertThat(refusal)
        .contains("max-message-size")
        .contains("1000")
        .contains(Integer.toString(Lab.MAX_MESSAGE));
    requireUndisturbed(lab, receiver);
  }

  @Rule("O-5")
  default void bothEndsMustAgreeOnThePattern(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    String refusal = awaitRefusal(lab, lab::requester, requester -> requester.poll(1));
    assertThat(refusal).contains("pattern").contains("queue").contains("request-reply");
    requireUndisturbed(lab, receiver);
  }

  /** The later end is told when it opens or when it is used first; both sides are named. */
  private static <H> String awaitRefusal(Lab lab, Supplier<H> open, Consumer<H> use) {
    AtomicReference<@Nullable H> handle = new AtomicReference<>();
    AtomicReference<@Nullable IpcException> refusal = new AtomicReference<>();
    lab.await(
        "an end that doesn't agree is refused",
        () -> {
          try {
            H opened = handle.get() == null ? open.get() : handle.get();
            handle.set(opened);
            use.accept(opened);
          } catch (IpcException e) {
            refusal.set(e);
          }
          return refusal.get() != null;
        });
    String text = Refusal.text(ErrorIds.AGREEMENT_MISMATCH, Objects.requireNonNull(refusal.get()));
    String process = "@" + ProcessHandle.current().pid();
    assertThat(text.indexOf(process)).as("both sides in: %s", text).isNotEqualTo(-1);
    assertThat(text.lastIndexOf(process)).as(text).isNotEqualTo(text.indexOf(process));
    return text;
  }

  private static void requireUndisturbed(Lab lab, Receiver receiver) throws Exception {
    lab.setChannel("max-message-size", Integer.toString(Lab.MAX_MESSAGE));
    Sender sender = lab.sender();
    lab.send(sender, 7, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(7L);
  }

  @Rule(value = "O-6", needs = Trait.PEER_INFO)
  default void eachSideKnowsTheOther(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (PeerInfo peer : new PeerInfo[] {sender.peers().getFirst(), receiver.peers().getFirst()}) {
      assertThat(peer.pid()).hasValue(ProcessHandle.current().pid());
      assertThat(peer.uid()).isPresent();
      assertThat(peer.name()).contains("@" + ProcessHandle.current().pid());
      assertThat(peer.state()).isEqualTo(PeerState.ALIVE);
    }
    receiver.close();
    lab.awaitRefusal(sender);
    assertThat(sender.peers()).isEmpty();
    assertThat(sender.isConnected()).isFalse();
  }

  @Rule("O-7")
  default void whatIsNotDeclaredIsRefusedByName(Lab lab) {
    List<Optional> optional =
        List.of(
            new Optional(Trait.COMPETING, "receivers", "competing", false),
            new Optional(Trait.OVERWRITE, "policy", "drop-oldest", false),
            new Optional(Trait.ACKNOWLEDGED, "delivery", "acknowledged", false),
            new Optional(Trait.HISTORY, "history", "3", true),
            new Optional(Trait.CHECKSUM, "checksum", "crc32c", false),
            new Optional(Trait.POOL, "pool", "1MiB", false));
    for (Optional one : optional) {
      String key = "ipc.channel." + one.trait.text() + "." + one.key;
      lab.set(key, one.value);
      Ipc session = lab.session();
      if (lab.has(one.trait)) {
        assertThat(one.open(session).trySend(new byte[1]))
            .isEqualTo(one.trait == Trait.HISTORY ? SendResult.SENT : SendResult.NOT_CONNECTED);
        continue;
      }
      assertThat(Refusal.of(ErrorIds.NOT_SUPPORTED, () -> one.open(session)))
          .contains(one.trait.text())
          .contains(lab.transport().name())
          .contains(key);
    }
  }

  /**
   * A setting that only some transports have.
   *
   * @param trait says that they have it
   * @param key the setting of a channel
   * @param value its value
   * @param publishes whether it is one of publishers
   */
  record Optional(Trait trait, String key, String value, boolean publishes) {
    private Sender open(Ipc session) {
      return publishes ? session.publisher(trait.text()) : session.sender(trait.text());
    }
  }
}
