package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.error.IpcClosedException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Styles: futures, reactive streams and typed values on the same handles. */
public interface StyleRules {
  @Rule("F-1")
  default void futuresCompleteInTheOrderOfTheirCalls(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    List<CompletableFuture<Message>> received = new ArrayList<>();
    List<CompletableFuture<SendResult>> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      received.add(receiver.receiveAsync());
      sent.add(sender.sendAsync(Payload.of(i, 3000)));
    }
    for (int i = 0; i < 50; i++) {
      lab.await("it is sent", sent.get(i)::isDone);
      assertThat(sent.get(i).join()).isEqualTo(SendResult.SENT);
      lab.await("it is received", received.get(i)::isDone);
      Payload.requireWhole(received.get(i).join().toByteArray(), i, 3000);
    }
  }

  @Rule("F-2")
  default void closingFailsTheFuturesThatWait(Lab lab) throws Exception {
    lab.set("ipc.linger", "50ms");
    Receiver receiver = lab.receiver();
    List<CompletableFuture<Message>> waiting =
        List.of(receiver.receiveAsync(), receiver.receiveAsync());
    Receiver full = lab.session().receiver("full");
    Sender sender = lab.session().sender("full");
    lab.connect(sender, full);
    lab.fill(sender, 0, 64);
    CompletableFuture<SendResult> unsent = sender.sendAsync(Payload.of(1, 64));
    receiver.close();
    sender.close();
    for (CompletableFuture<?> future : List.of(waiting.get(0), waiting.get(1), unsent)) {
      lab.await("the future fails", future::isDone);
      assertThat(catchThrowable(future::join))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IpcClosedException.class);
    }
  }

  /** Keeps what a flow signals. */
  final class Collector implements Flow.Subscriber<Message> {
    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    private Collector() {}

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
    }

    @Override
    public void onNext(Message message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }

    private void request(long count) {
      subscription.join().request(count);
    }

    private long next(Lab lab) throws InterruptedException {
      Message message = messages.poll(lab.patience().toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as("the next message of the flow").isNotNull();
      return message == null ? -1 : Payload.number(message.toByteArray());
    }
  }

  @Rule("F-3")
  default void aFlowGivesWhatIsAskedForAndNoMore(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    Collector collector = new Collector();
    receiver.messages().subscribe(collector);
    for (int i = 0; i < 5; i++) {
      lab.send(sender, i, 64);
    }
    for (int i = 0; i < 3; i++) {
      collector.request(1);
      assertThat(collector.next(lab)).isEqualTo(i);
    }
    Collector second = new Collector();
    receiver.messages().subscribe(second);
    lab.await("a second subscriber is refused", second.end::isCompletedExceptionally);
    assertThat(collector.messages).as("beyond what was asked for").isEmpty();
    collector.subscription.join().cancel();
    lab.await("the handle is given back", () -> isFree(receiver));
    assertThat(lab.receive(receiver, 2).numbers()).containsExactly(3L, 4L);
  }

  /** Whether a new subscriber would be taken; it asks for nothing. */
  private static boolean isFree(Receiver receiver) {
    Collector probe = new Collector();
    receiver.messages().subscribe(probe);
    probe.subscription.join().cancel();
    return !probe.end.isCompletedExceptionally();
  }

  @Rule("F-4")
  default void closingCompletesAFlow(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    Collector collector = new Collector();
    receiver.messages().subscribe(collector);
    collector.request(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      lab.send(sender, i, 64);
      assertThat(collector.next(lab)).isEqualTo(i);
    }
    receiver.close();
    lab.await("the flow completes", collector.end::isDone);
    assertThat(collector.end).isCompleted();
  }

  /**
   * A value with a fixed size.
   *
   * @param id eight bytes
   * @param count four
   */
  record Sample(long id, int count) {}

  @Rule("F-5")
  default void typedChannelsCarryValues(Lab lab) throws Exception {
    requirePasses(lab, "text", Codecs.utf8(), List.of("", "a", "größer", "x".repeat(5000)));
    Codec<Sample> samples = Codecs.record(MethodHandles.lookup(), Sample.class);
    List<Sample> many = IntStream.range(0, 50).mapToObj(i -> new Sample(i * 7L, -i)).toList();
    requirePasses(lab, "samples", samples, many);
    TypedReceiver<byte[]> receiver = lab.session().receiver("bytes", Codecs.bytes());
    TypedSender<byte[]> sender = lab.session().sender("bytes", Codecs.bytes());
    byte[] value = "bytes".getBytes(StandardCharsets.UTF_8);
    sender.send(value, lab.patience());
    assertThat(receiver.receive(lab.patience())).isEqualTo(value);
  }

  private static <T> void requirePasses(Lab lab, String channel, Codec<T> codec, List<T> values)
      throws InterruptedException {
    try (TypedReceiver<T> receiver = lab.session().receiver(channel, codec);
        TypedSender<T> sender = lab.session().sender(channel, codec)) {
      for (T value : values) {
        assertThat(sender.send(value, lab.patience())).isEqualTo(SendResult.SENT);
      }
      for (T value : values) {
        assertThat(receiver.receive(lab.patience())).isEqualTo(value);
      }
    }
  }
}
