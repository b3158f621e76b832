package io.ipc4j.msg.stdio;

import io.ipc4j.ChildProcess;
import io.ipc4j.channel.Policy;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.engine.ChannelEndpoint;
import io.ipc4j.msg.engine.Engine;
import io.ipc4j.msg.engine.SignalPoller;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Posix;
import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.ChildLauncher;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Standard streams, opened for one session. Safe for any thread.
 *
 * <p><i>State:</i> a session is a child if a parent has launched its process, and a parent once it
 * has launched a child; it may be both. <i>Ownership:</i> {@link Family} has the streams, {@link
 * Engine} looks after what waits on lanes: one thread each.
 */
final class StdioTransport implements Transport, ChildLauncher {
  /** What a session is in its family. */
  enum Part {
    /** A child if its parent has launched it, a parent once it has launched a child. */
    AUTO,
    /** One that launches children. */
    PARENT,
    /** One whose standard streams lead to its parent, whoever has started it. */
    CHILD
  }

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);
  private static final int PIPE_SIZE = 256 << 10;
  private static final int MOST_REMEMBERED = 8;

  private static volatile @Nullable Consumer<StdioTransport> onOpen;

  private final TransportContext context;
  private final Engine engine;
  private final Family family;
  private final List<LaunchedChild> children = new CopyOnWriteArrayList<>();
  private volatile String parent = "none";
  private volatile boolean related;
  private volatile boolean closed;

  StdioTransport(TransportContext context) {
    this.context = context;
    this.engine = new Engine(context::newThread, SignalPoller::new);
    Greeting ours =
        new Greeting(
            ProcessHandle.current().pid(),
            UserDirectory.uid(),
            context.sessionName(),
            context.namespace());
    this.family = new Family(ours, context::newThread);
    Part part = context.config().get(StdioProvider.PART);
    this.related = part != Part.AUTO;
    if (part == Part.CHILD || (part == Part.AUTO && StandardStreams.areFromParent())) {
      StandardStreams streams = StandardStreams.take(context.sessionName());
      joinParent(streams.input(), streams.output());
    }
    Consumer<StdioTransport> told = onOpen;
    if (told != null) {
      told.accept(this);
    }
  }

  /** Has each transport that is opened in this process told to somebody: tests connect them. */
  static void onOpen(@Nullable Consumer<StdioTransport> told) {
    onOpen = told;
  }

  /** Whether its session has closed. */
  boolean isClosed() {
    return closed;
  }

  // --- the family ---

  /** Lets channels be opened although no relative is there yet. */
  void expectRelatives() {
    related = true;
  }

  /** Takes the process at the other end of two pipes for this one's parent. */
  void joinParent(Descriptor input, Descriptor output) {
    related = true;
    parent = "silent so far";
    family.join(
        input,
        output,
        true,
        Long.MAX_VALUE / 2,
        new Family.Events() {
          @Override
          public void greeted(Greeting greeting) {
            parent = greeting.session() + " of namespace " + greeting.namespace();
          }

          @Override
          public void ended(String why) {
            parent = parent + ", " + why;
          }
        });
  }

  /** Takes the process at the other end of two pipes for a child of this one. */
  Trunk joinChild(Descriptor input, Descriptor output, Family.Events events) {
    related = true;
    Duration patience = context.config().get(StdioProvider.START_TIMEOUT);
    return family.join(input, output, false, patience.toNanos(), events);
  }

  @Override
  public Optional<ChildLauncher> childLauncher() {
    return Optional.of(this);
  }

  @Override
  public ChildProcess launch(ProcessBuilder command) {
    requirePipes(command);
    String name = String.join(" ", command.command());
    try {
      Posix.Pipe down = Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
      Posix.Pipe up = secondPipe(down);
      try (Descriptor in = down.input();
          Descriptor out = up.output()) {
        enlarge(in);
        enlarge(out);
        Process process = start(command, in, out);
        LaunchedChild child = new LaunchedChild(process, name, family, context.linger());
        remember(child);
        child.reachedBy(joinChild(up.input(), down.output(), child));
        return child;
      } catch (IOException e) {
        up.input().close();
        down.output().close();
        throw e;
      }
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("command", name).problem("can't be started: " + e.getMessage()).text(),
          e);
    }
  }

  /** Of those that have ended the last ones stay, so that errors can tell what became of them. */
  private void remember(LaunchedChild child) {
    children.add(child);
    int surplus = children.size() - MOST_REMEMBERED;
    List<LaunchedChild> ended = children.stream().filter(one -> one.exited().isDone()).toList();
    children.removeAll(ended.subList(0, Math.clamp(surplus, 0, ended.size())));
  }

  private static void requirePipes(ProcessBuilder command) {
    boolean free =
        command.redirectInput().equals(ProcessBuilder.Redirect.PIPE)
            && command.redirectOutput().equals(ProcessBuilder.Redirect.PIPE)
            && !command.redirectErrorStream();
    if (!free) {
      throw new IpcUsageException(
          ErrorIds.NOT_SUPPORTED,
          ErrorText.of("command", String.join(" ", command.command()))
              .problem("standard input and output belong to transport stdio")
              .remedy("Redirect standard error alone")
              .text());
    }
  }

  private static Posix.Pipe secondPipe(Posix.Pipe first) throws IOException {
    try {
      return Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
    } catch (IOException e) {
      first.input().close();
      first.output().close();
      throw e;
    }
  }

  private static void enlarge(Descriptor pipe) {
    try {
      Posix.control(pipe, Posix.F_SETPIPE_SZ, PIPE_SIZE);
    } catch (IOException e) {
      // this user has many pipes: the usual size does too
    }
  }

  private static Process start(ProcessBuilder command, Descriptor in, Descriptor out)
      throws IOException {
    ProcessBuilder own =
        new ProcessBuilder(command.command())
            .directory(command.directory())
            .redirectInput(in.path().toFile())
            .redirectOutput(out.path().toFile())
            .redirectError(command.redirectError());
    own.environment().clear();
    own.environment().putAll(command.environment());
    own.environment().put(StandardStreams.MARK, StandardStreams.mark(in, out));
    return own.start();
  }

  // --- channels ---

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return open(channel, role, true);
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return open(channel, role, false);
  }

  private Endpoint open(ChannelSpec channel, Role role, boolean listens) {
    requireRelatives(channel);
    requirePossible(channel);
    Hello ours =
        new Hello(
            Hello.Status.WELCOME,
            role,
            channel.policy() == Policy.DROP_OLDEST,
            channel.capacity(),
            ProcessHandle.current().pid(),
            channel.agreement(),
            channel.name(),
            context.sessionName(),
            "");
    Meeting meeting = new Meeting(family, ours, listens);
    family.add(meeting);
    try {
      return new ChannelEndpoint(channel, role, ours, meeting, engine, HANDSHAKE_TIMEOUT);
    } catch (RuntimeException e) {
      meeting.close();
      throw e;
    }
  }

  private void requireRelatives(ChannelSpec channel) {
    if (!related) {
      throw new IpcUsageException(
          ErrorIds.NO_PARENT,
          ErrorText.of("channel", channel.name())
              .problem(
                  "transport stdio talks between a parent and its children. This process has"
                      + " launched no child, and no parent has launched it: standard input is "
                      + StandardStreams.describeInput())
              .remedy(
                  "Start it by its parent: Ipc.launch(...), or ./ipc COMMAND --exec. A parent"
                      + " launches a child first, or sets "
                      + StdioProvider.PART.name()
                      + "=parent. Behind ssh or a container, set "
                      + StdioProvider.PART.name()
                      + "=child")
              .text());
    }
  }

  private void requirePossible(ChannelSpec channel) {
    if (channel.capacity() > FrameLayout.LONGEST) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          context
              .config()
              .about(ConfigKeys.CHANNEL_CAPACITY, channel.name())
              .problem("more than this transport holds")
              .allowed("4KiB to 512MiB")
              .text());
    }
  }

  @Override
  public String location() {
    List<String> all = children.stream().map(LaunchedChild::describe).toList();
    return "parent=" + parent + " children=" + (all.isEmpty() ? "none" : all);
  }

  @Override
  public void close() {
    closed = true;
    family.close(context.linger().toNanos());
    engine.close();
  }
}
