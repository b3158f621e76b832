package io.ipc4j.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import io.ipc4j.Ipc;
import io.ipc4j.channel.Codecs;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.region.Region;
import io.ipc4j.region.Regions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an injector gives out works, is new at each place, and belongs to the session. */
final class IpcModuleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ipc ipc = Ipc.open(config());

  @BeforeAll
  static void keepGuiceFromUnsafe() {
    System.setProperty("guice_custom_class_loading", "CHILD");
  }

  private static IpcConfig config() {
    return IpcConfig.builder()
        .set("ipc.transport", "inproc")
        .set("ipc.namespace", "guice-" + UUID.randomUUID())
        .build();
  }

  @AfterEach
  void close() {
    ipc.close();
  }

  private Injector injector() {
    return Guice.createInjector(
        IpcModule.builder(ipc)
            .channels("queue", "topic", "questions")
            .channel("words", String.class, Codecs.utf8())
            .channel("numbers", byte[].class, Codecs.bytes())
            .region("table", regions -> regions.createOrAttach("table", 4096))
            .build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Ends of a queue, as a class of an application has them. */
  static final class Ends {
    final Sender sender;
    final Receiver receiver;

    @Inject
    Ends(@Channel("queue") Sender sender, @Channel("queue") Receiver receiver) {
      this.sender = sender;
      this.receiver = receiver;
    }
  }

  @Test
  void endsOfAQueueAreInjected() throws InterruptedException {
    Ends ends = injector().getInstance(Ends.class);
    assertThat(ends.sender.channel()).isEqualTo("queue");
    assertThat(ends.sender.send(bytes("hello"), PATIENCE)).isEqualTo(SendResult.SENT);
    assertThat(ends.receiver.receive(PATIENCE).toUtf8()).isEqualTo("hello");
  }

  /** Ends of a topic, injected into fields. */
  static final class Topic {
    @Inject
    @Channel("topic")
    Subscriber subscriber;

    @Inject
    @Channel("topic")
    Publisher publisher;
  }

  @Test
  void endsOfATopicAreInjected() throws InterruptedException {
    Topic topic = injector().getInstance(Topic.class);
    while (topic.publisher.send(bytes("news"), PATIENCE) != SendResult.SENT) {
      assertThat(topic.subscriber.tryReceive()).isNull();
    }
    assertThat(topic.subscriber.receive(PATIENCE).toUtf8()).isEqualTo("news");
  }

  @Test
  void endsOfRequestsAreInjected() throws Exception {
    Injector injector = injector();
    Responder responder = injector.getInstance(Key.get(Responder.class, channel("questions")));
    Requester requester = injector.getInstance(Key.get(Requester.class, channel("questions")));
    CompletableFuture<String> answer =
        requester.requestAsync(bytes("?")).thenApply(reply -> reply.toUtf8());
    responder.poll((memory, offset, length, replyTo) -> replyTo.tryReply(bytes("!")), 1, PATIENCE);
    assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("!");
  }

  @Test
  void endsOfAQueueOfValuesAreInjected() throws InterruptedException {
    Injector injector = injector();
    TypedReceiver<String> receiver =
        injector.getInstance(
            Key.get(new TypeLiteral<TypedReceiver<String>>() {}, channel("words")));
    TypedSender<String> sender =
        injector.getInstance(Key.get(new TypeLiteral<TypedSender<String>>() {}, channel("words")));
    sender.send("grüße", PATIENCE);
    assertThat(receiver.receive(PATIENCE)).isEqualTo("grüße");

    TypedReceiver<byte[]> numbers =
        injector.getInstance(
            Key.get(new TypeLiteral<TypedReceiver<byte[]>>() {}, channel("numbers")));
    assertThat(numbers.raw().channel()).isEqualTo("numbers");
  }

  @Test
  void regionsAreInjected() {
    Injector injector = injector();
    Region one = injector.getInstance(Key.get(Region.class, region("table")));
    Region other = injector.getInstance(Key.get(Region.class, region("table")));
    one.write(0, new byte[] {42});
    byte[] read = new byte[1];
    other.read(0, read);
    assertThat(read).containsExactly(42);
    assertThat(injector.getInstance(Regions.class).list())
        .extracting(info -> info.name())
        .containsExactly("table");
  }

  @Test
  void theSessionAloneIsOneForAll() {
    Injector injector = injector();
    assertThat(injector.getInstance(Ipc.class)).isSameAs(ipc);
    Key<Sender> key = Key.get(Sender.class, channel("queue"));
    assertThat(injector.getInstance(key)).isNotSameAs(injector.getInstance(key));
  }

  @Test
  void closingTheSessionClosesWhatWasInjected() {
    Injector injector = injector();
    Sender sender = injector.getInstance(Key.get(Sender.class, channel("queue")));
    injector.getInstance(Ipc.class).close();
    assertThatThrownBy(() -> sender.trySend(bytes("late"))).isInstanceOf(IpcClosedException.class);
  }

  @Test
  void aModuleMayOpenASessionOfItsOwn() {
    Injector injector = Guice.createInjector(IpcModule.builder(config()).channels("queue").build());
    try (Ipc own = injector.getInstance(Ipc.class)) {
      assertThat(own).isNotSameAs(ipc);
      assertThat(injector.getInstance(Key.get(Sender.class, channel("queue"))).transport())
          .isEqualTo("inproc");
    }
  }

  @Test
  void aWrongConfigurationFailsBeforeGuiceSeesIt() {
    IpcConfig wrong = config().with("ipc.wiat", "block");
    assertThatThrownBy(() -> IpcModule.builder(wrong).channels("queue").build())
        .isInstanceOf(IpcConfigException.class)
        .hasMessageContaining("ipc.wiat")
        .hasMessageContaining("Did you mean ipc.wait?");
  }

  @Test
  void aChannelThatWasNotNamedIsNotBound() {
    assertThatThrownBy(() -> injector().getInstance(Key.get(Sender.class, channel("other"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("other");
  }

  /** Qualifiers as the compiler makes them, which those of the module must equal. */
  static final class Qualified {
    @Channel("queue")
    int channel;

    @RegionName("table")
    int region;
  }

  @Test
  void theModulesQualifiersEqualThoseOfTheCompiler() throws NoSuchFieldException {
    Channel channel = Qualified.class.getDeclaredField("channel").getAnnotation(Channel.class);
    assertThat(channel("queue")).isEqualTo(channel).hasSameHashCodeAs(channel);
    assertThat(channel).isEqualTo(channel("queue")).isNotEqualTo(channel("other"));
    assertThat(channel("queue")).hasToString("@Channel(\"queue\")");
    RegionName region = Qualified.class.getDeclaredField("region").getAnnotation(RegionName.class);
    assertThat(region("table")).isEqualTo(region).hasSameHashCodeAs(region);
    assertThat(region).isEqualTo(region("table")).isNotEqualTo(region("other"));
  }

  private static Channel channel(String name) {
    return Names.channel(name);
  }

  private static RegionName region(String name) {
    return Names.region(name);
  }
}
