package io.ipc4j.msg.mq;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.DescriptorPoller;
import io.ipc4j.msg.engine.Engine;
import io.ipc4j.msg.fifo.FifoPlace;
import io.ipc4j.msg.meeting.ClaimLock;
import io.ipc4j.msg.meeting.LocalTransport;
import io.ipc4j.msg.posix.Errno;
import io.ipc4j.msg.posix.MessageQueue;
import io.ipc4j.msg.posix.MessageQueue.Shape;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Platform;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provides the transport {@code mq}. */
public final class MqProvider implements TransportProvider {
  /** How long a newcomer may take to say who it is. */
  static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
      ConfigKey.duration(
              "ipc.mq.handshake-timeout",
              "How long a process that connects may take to say who it is.",
              Duration.ofMillis(10),
              Duration.ofMinutes(5))
          .withDefault(Duration.ofSeconds(5));

  /** How many messages a queue holds. */
  static final ConfigKey<Integer> MESSAGES =
      ConfigKey.integer(
              "ipc.mq.messages",
              "How many messages of the system each queue of a link holds, no more than"
                  + " /proc/sys/fs/mqueue/msg_max.",
              1,
              65536)
          .withoutDefault("10, or fewer where the limits of the system ask for it");

  /** How long a message is. */
  static final ConfigKey<Long> MESSAGE_SIZE =
      ConfigKey.size(
              "ipc.mq.message-size",
              "How many bytes a message of the system holds, no more than"
                  + " /proc/sys/fs/mqueue/msgsize_max; longer ones are cut and joined.",
              264,
              16L << 20)
          .withoutDefault("what leaves room for 48 links within RLIMIT_MSGQUEUE");

  private static final Path SYSTEM = Path.of("/proc/sys/fs/mqueue");

  /** Nothing is sent over the pipes beside the queues. */
  private static final int SMALL_PIPE = 4096;

  /** For the service loader. */
  public MqProvider() {}

  @Override
  public String name() {
    return "mq";
  }

  @Override
  public String description() {
    return "POSIX message queues between processes of one user on one machine";
  }

  @Override
  public Set<Trait> traits() {
    return Set.of(
        Trait.CROSS_PROCESS,
        Trait.RENDEZVOUS,
        Trait.COMPETING,
        Trait.OVERWRITE,
        Trait.ACKNOWLEDGED,
        Trait.KERNEL_WAIT,
        Trait.PEER_INFO);
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(HANDSHAKE_TIMEOUT, MESSAGES, MESSAGE_SIZE);
  }

  @Override
  public Availability availability() {
    String reason = Platform.whyUnavailable();
    if (reason != null) {
      return Availability.no(reason);
    }
    if (!Files.isDirectory(SYSTEM)) {
      return Availability.no("this kernel has no POSIX message queues: " + SYSTEM + " is missing");
    }
    return MessageQueue.isInLibrary()
        ? Availability.yes()
        : Availability.no("the C library has no POSIX message queues");
  }

  @Override
  public Transport open(TransportContext context) {
    Path directory = LocalTransport.directory(context, name());
    ClaimLock lock = LocalTransport.lock(directory);
    QueueLimits limits = limits();
    Optional<Shape> wanted = wanted(context.config(), limits);
    wanted.ifPresent(shape -> attempt(context, lock, shape, limits));
    List<Shape> shapes = wanted.map(List::of).orElseGet(limits::shapes);
    Queues queues = new Queues(context.namespace(), limits, shapes);
    return new LocalTransport(
        context,
        directory,
        lock,
        new FifoPlace(directory, lock, queues, SMALL_PIPE),
        new Engine(context::newThread, DescriptorPoller::new),
        context.config().get(HANDSHAKE_TIMEOUT));
  }

  private static QueueLimits limits() {
    try {
      return QueueLimits.read();
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("message queues")
              .problem("the system does not tell its limits: " + e.getMessage())
              .text(),
          e);
    }
  }

  /** What the configuration asks for, if it asks for anything. */
  private static Optional<Shape> wanted(ResolvedConfig config, QueueLimits limits) {
    Optional<Integer> messages = config.find(MESSAGES);
    Optional<Long> size = config.find(MESSAGE_SIZE);
    if (messages.isEmpty() && size.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(limits.asked(messages.map(Integer::longValue).orElse(0L), size.orElse(0L)));
  }

  /** Makes a queue of that shape, so that what can't be isn't found out later by somebody else. */
  private static void attempt(
      TransportContext context, ClaimLock lock, Shape shape, QueueLimits limits) {
    if (!QueueLimits.holdsHello(shape)) {
      throw refused(context.config(), shape, "is too small to say hello in", "2056 bytes or more");
    }
    String name = "/ipc4j-" + UserDirectory.uid() + "-" + context.namespace() + "-try";
    lock.alone(() -> {
      try {
        MessageQueue.unlink(name);
        MessageQueue.create(name, shape).close();
        MessageQueue.unlink(name);
        return shape;
      } catch (OsException e) {
        throw e.errno() == Errno.EINVAL
            ? refused(
                context.config(),
                shape,
                "is more than the system allows",
                "up to " + text(limits.messages(), limits.messageSize()))
            : Queues.refused(name, limits, e);
      }
    });
  }

  private static IpcConfigException refused(
      ResolvedConfig config, Shape shape, String problem, String allowed) {
    return new IpcConfigException(
        ErrorIds.BAD_VALUE,
        config
            .about(config.find(MESSAGE_SIZE).isPresent() ? MESSAGE_SIZE : MESSAGES)
            .problem("a queue of " + text(shape.messages(), shape.bytes()) + " " + problem)
            .allowed(allowed)
            .remedy(
                "Change ipc.mq.messages or ipc.mq.message-size; the system's limits are"
                    + " fs.mqueue.msg_max and fs.mqueue.msgsize_max (sysctl)")
            .text());
  }

  private static String text(long messages, long bytes) {
    return messages + " messages of " + bytes + " bytes";
  }
}
