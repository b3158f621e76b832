package io.ipc4j.msg.pipe;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.ConfigSource;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.DescriptorPoller;
import io.ipc4j.msg.engine.Engine;
import io.ipc4j.msg.fifo.FifoPlace;
import io.ipc4j.msg.fifo.FifoStream;
import io.ipc4j.msg.meeting.ClaimLock;
import io.ipc4j.msg.meeting.LocalTransport;
import io.ipc4j.msg.posix.OsException;
import io.ipc4j.msg.posix.Platform;
import io.ipc4j.msg.posix.Posix;
import io.ipc4j.msg.posix.SystemSetting;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Provides the transport {@code pipe}. */
public final class PipeProvider implements TransportProvider {
  /** How long a newcomer may take to say who it is. */
  static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
      ConfigKey.duration(
              "ipc.pipe.handshake-timeout",
              "How long a process that connects may take to say who it is.",
              Duration.ofMillis(10),
              Duration.ofMinutes(5))
          .withDefault(Duration.ofSeconds(5));

  /** How much the kernel holds for a link. */
  static final ConfigKey<Long> BUFFER =
      ConfigKey.size(
              "ipc.pipe.buffer",
              "How many bytes the kernel is asked to hold for one direction of a link. Above"
                  + " /proc/sys/fs/pipe-max-size for the superuser alone.",
              4L << 10,
              64L << 20)
          .withDefault(1L << 20);

  private static final Path LARGEST = Path.of("/proc/sys/fs/pipe-max-size");

  /** For the service loader. */
  public PipeProvider() {}

  @Override
  public String name() {
    return "pipe";
  }

  @Override
  public String description() {
    return "named pipes between processes of one user on one machine";
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
    return List.of(HANDSHAKE_TIMEOUT, BUFFER);
  }

  @Override
  public Availability availability() {
    String reason = Platform.whyUnavailable();
    return reason == null ? Availability.yes() : Availability.no(reason);
  }

  @Override
  public Transport open(TransportContext context) {
    int buffer = Math.toIntExact(context.config().get(BUFFER));
    checkBuffer(context, buffer);
    Path directory = LocalTransport.directory(context, name());
    ClaimLock lock = LocalTransport.lock(directory);
    return new LocalTransport(
        context,
        directory,
        lock,
        new FifoPlace(directory, lock, new Plain(), buffer),
        new Engine(context::newThread, DescriptorPoller::new),
        context.config().get(HANDSHAKE_TIMEOUT));
  }

  /** Tries what was asked for, so that it isn't refused silently later. */
  private static void checkBuffer(TransportContext context, int buffer) {
    if (context.config().origin(BUFFER).equals(ConfigSource.DEFAULT)) {
      return;
    }
    try {
      Posix.Pipe pipe = Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
      try {
        Posix.control(pipe.output(), Posix.F_SETPIPE_SZ, buffer);
      } finally {
        pipe.input().close();
        pipe.output().close();
      }
    } catch (OsException e) {
      throw refused(context, buffer, e);
    }
  }

  /** The system has a limit for each pipe, and one for all of a user. */
  private static IpcConfigException refused(
      TransportContext context, int buffer, OsException cause) {
    ErrorText text = context.config().about(BUFFER);
    long largest = largest();
    text =
        buffer > largest
            ? text.problem("the system refuses a pipe of that size: " + cause.getMessage())
                .allowed("4KiB to " + largest + " bytes for this user")
                .remedy("Set less, or raise the limit (sysctl fs.pipe-max-size)")
            : text.problem(
                    "the pipes of this user hold as much as they may together: "
                        + cause.getMessage())
                .remedy(
                    "Set less, close other channels, or raise the limit (sysctl"
                        + " fs.pipe-user-pages-soft, fs.pipe-user-pages-hard)");
    return new IpcConfigException(ErrorIds.BAD_VALUE, text.text(), cause);
  }

  private static long largest() {
    try {
      return SystemSetting.read(LARGEST);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** A pair of pipes is the stream. */
  static final class Plain implements FifoPlace.Streams {
    @Override
    public ByteStream dialed(FifoStream pair, String id) {
      return pair;
    }

    @Override
    public ByteStream accepted(FifoStream pair, String id) {
      return pair;
    }

    @Override
    public void abandoned(String id) {}
  }
}
