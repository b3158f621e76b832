package io.ipc4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.internal.QueuedLink.Words;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.ReceivePort;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.SendPort;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each transport has ports over links of its own, which are the one class that is written. */
final class LinkedPortsTest {
  private static final MemorySegment MESSAGE = MemorySegment.ofArray(new long[] {42});

  @TempDir Path folder;
  private ClassLoader loader;

  /** Has one link, always the same one. */
  public static class One extends FakeTransports.Plain {
    static final QueuedLink LINK = new QueuedLink();

    @Override
    public String name() {
      return "one";
    }

    @Override
    public List<ConfigKey<?>> keys() {
      return List.of();
    }

    @Override
    public Transport open(TransportContext context) {
      return new Linked();
    }
  }

  /** The same by another class. */
  public static final class Two extends One {
    @Override
    public String name() {
      return "two";
    }
  }

  private static final class Linked implements Transport, Endpoint {
    private final LocalGate gate = new LocalGate();

    @Override
    public Endpoint listen(ChannelSpec channel, Role role) {
      return this;
    }

    @Override
    public Endpoint connect(ChannelSpec channel, Role role) {
      return this;
    }

    @Override
    public String location() {
      return "here";
    }

    @Override
    public void service() {}

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public List<Link> links() {
      return List.of(One.LINK);
    }

    @Override
    public void release(Link link) {}

    @Override
    public Gate gate() {
      return gate;
    }

    @Override
    public void close(Duration linger) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void findBoth() {
    loader = FakeTransports.finding(folder, One.class.getName(), Two.class.getName());
    One.LINK.written.clear();
    One.LINK.arriving.clear();
  }

  private Ipc open(String transport) {
    return Ipc.open(IpcConfig.builder().set("ipc.transport", transport).build(), loader);
  }

  @Test
  void aTransportHasOnePairOfCopiesForAllItsHandles() {
    List<Class<?>> senders = new ArrayList<>();
    List<Class<?>> receivers = new ArrayList<>();
    for (String transport : List.of("one", "one", "two", "two")) {
      try (Ipc ipc = open(transport)) {
        senders.add(ipc.sender("a").getClass());
        senders.add(ipc.publisher("b").getClass());
        receivers.add(ipc.receiver("a").getClass());
        receivers.add(ipc.subscriber("b").getClass());
      }
    }
    for (List<Class<?>> made : List.of(senders, receivers)) {
      assertThat(made.subList(0, 4)).containsOnly(made.getFirst());
      assertThat(made.subList(4, 8)).containsOnly(made.getLast());
      assertThat(made.getFirst()).isNotEqualTo(made.getLast());
    }
    assertThat(senders).allMatch(Class::isHidden).allMatch(SendPort.class::isAssignableFrom);
    assertThat(receivers).allMatch(Class::isHidden).allMatch(ReceivePort.class::isAssignableFrom);
  }

  @Test
  void aCopyDoesWhatTheClassDoes() {
    try (Ipc ipc = open("two");
        Sender sender = ipc.sender("a");
        Receiver receiver = ipc.receiver("a")) {
      Words sent = Words.of(RecordFlags.WHOLE, 42L);
      for (int i = 0; i < 3; i++) {
        assertThat(sender.trySend(MESSAGE)).isEqualTo(SendResult.SENT);
      }
      assertThat(One.LINK.written).containsExactly(sent, sent, sent);
      One.LINK.arriving.addAll(One.LINK.written);
      MessageHandler checking =
          (memory, offset, length) ->
              assertThat(memory.get(RecordFlags.COUNT_LAYOUT, offset)).isEqualTo(42);
      assertThat(receiver.poll(checking, 5)).isEqualTo(3);
      assertThat(receiver.poll(checking, 5)).isZero();
    }
  }

  @Test
  void aStackTraceShowsTheLayerAndTheLink() {
    try (Ipc ipc = open("one");
        Receiver receiver = ipc.receiver("a")) {
      One.LINK.arriving.add(Words.of(RecordFlags.WHOLE, 1L));
      One.LINK.arriving.add(Words.of(RecordFlags.WHOLE, 2L));
      MessageHandler failing =
          (memory, offset, length) -> {
            throw new IllegalArgumentException("no");
          };
      for (int i = 0; i < 2; i++) { // the first poll finds the link, the second one knows it
        IllegalArgumentException thrown =
            catchThrowableOfType(IllegalArgumentException.class, () -> receiver.poll(failing, 1));
        assertThat(thrown.getStackTrace())
            .extracting(StackTraceElement::getClassName)
            .containsSubsequence(
                ReceivePort.class.getName(), QueuedLink.class.getName(), getClass().getName());
      }
    }
  }

  @Test
  void aClassWhoseBytesCannotBeHadIsUsedItself() {
    Class<?> copy = LinkedPorts.copy(LinkedSender.class);
    assertThat(copy).isNotEqualTo(LinkedSender.class);
    assertThat(LinkedPorts.copy(copy)).isEqualTo(copy);
  }
}
