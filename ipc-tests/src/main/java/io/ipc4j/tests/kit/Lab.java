package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.spi.RecordSink;
import io.ipc4j.spi.Trait;
import io.ipc4j.tests.TransportUnderTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one test works with: sessions over the transport under test in a namespace and directory of
 * their own, threads, peer processes, and patience. Made and closed by the kit.
 *
 * <p>Each call that opens a channel's end opens it in a session of its own. Unless the test says
 * otherwise the channel is {@link #CHANNEL}, holds 64 KiB, and takes messages of up to {@link
 * #MAX_MESSAGE} bytes.
 */
public final class Lab extends Patience {
  /** The channel of tests that need only one. */
  public static final String CHANNEL = "c";

  /** The longest message, unless a test says otherwise: several times what a channel holds. */
  public static final int MAX_MESSAGE = (256 << 10) + 5;

  private static final long MOST_UNREAD = 100_000;
  private static final AtomicLong COUNTER = new AtomicLong();
  private final TransportUnderTest transport;
  private final Set<Trait> traits;
  private final Path directory;
  private final String namespace;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Peer> peers = new ArrayList<>();

  /** Where peer processes are children, if they are. */
  final @Nullable ParentSession parent;

  private final Belongings open = new Belongings();

  /** Makes the lab of a test that has peer processes, or none. */
  Lab(TransportUnderTest transport, Set<Trait> traits, boolean crossesProcesses) {
    super(transport.patience());
    this.transport = transport;
    this.traits = traits;
    String unique =
        Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet();
    this.directory = TestFiles.makeDirectory(transport.directory(), "ipc-" + unique);
    this.namespace = "kit" + unique;
    set("ipc.transport", transport.name());
    set("ipc.namespace", namespace);
    set("ipc.directory", directory.toString());
    set("ipc.channel.*.capacity", "64KiB");
    set("ipc.channel.*.max-message-size", Integer.toString(MAX_MESSAGE));
    transport.settings().forEach(this::set);
    this.parent =
        crossesProcesses && ParentSession.isNeeded(traits) ? new ParentSession(this) : null;
  }

  // --- configuration ---

  /**
   * Sets a configuration value for all sessions and peers that are opened from now on.
   *
   * @param key its key
   * @param value its value
   */
  public void set(String key, String value) {
    settings.put(key, value);
  }

  /**
   * Sets a value of {@link #CHANNEL}.
   *
   * @param key the last word of its key, such as {@code policy}
   * @param value its value
   */
  public void setChannel(String key, String value) {
    set("ipc.channel." + CHANNEL + "." + key, value);
  }

  /**
   * The configuration of sessions that are opened now.
   *
   * @return the values set so far
   */
  public IpcConfig config() {
    IpcConfig.Builder builder = IpcConfig.builder();
    settings.forEach(builder::set);
    return builder.build();
  }

  /**
   * The transport under test.
   *
   * @return as the provider's test described it
   */
  public TransportUnderTest transport() {
    return transport;
  }

  /**
   * The namespace of the test.
   *
   * @return a name that no other test has
   */
  public String namespace() {
    return namespace;
  }

  /**
   * Tells whether the transport declares a trait.
   *
   * @param trait the trait
   * @return whether it does
   */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  // --- opening ---

  /**
   * Opens a session in this process. Over a transport that only connects parents and children, a
   * test with peer processes has one session here, the parent of its peers, until it closes that.
   *
   * @return the session, closed after the test
   */
  public Ipc session() {
    return parent != null ? parent.session() : own(Ipc.open(config()));
  }

  /**
   * Closes something after the test, in the reverse order of these calls.
   *
   * @param one what to close
   * @param <C> its type
   * @return the same
   */
  public <C extends AutoCloseable> C own(C one) {
    open.add(one);
    return one;
  }

  /**
   * Opens a sender in a session of its own.
   *
   * @return the sending end of {@link #CHANNEL}
   */
  public Sender sender() {
    return session().sender(CHANNEL);
  }

  /**
   * Opens a receiver in a session of its own.
   *
   * @return the receiving end of {@link #CHANNEL}
   */
  public Receiver receiver() {
    return session().receiver(CHANNEL);
  }

  /**
   * Opens a publisher in a session of its own.
   *
   * @return a publishing end of {@link #CHANNEL}
   */
  public Publisher publisher() {
    return session().publisher(CHANNEL);
  }

  /**
   * Opens a subscriber in a session of its own.
   *
   * @return a subscribing end of {@link #CHANNEL}
   */
  public Subscriber subscriber() {
    return session().subscriber(CHANNEL);
  }

  /**
   * Opens a requester in a session of its own.
   *
   * @return the asking end of {@link #CHANNEL}
   */
  public Requester requester() {
    return session().requester(CHANNEL);
  }

  /**
   * Opens a responder in a session of its own.
   *
   * @return the answering end of {@link #CHANNEL}
   */
  public Responder responder() {
    return session().responder(CHANNEL);
  }

  /**
   * Starts a peer process with the configuration of now: a child, where the transport needs that.
   *
   * @return the process, killed after the test
   */
  public Peer peer() {
    Peer peer = Peer.start(this, Map.copyOf(settings));
    peers.add(peer);
    return peer;
  }

  /**
   * Counts what the transport has left in the test's directory.
   *
   * @return how many files there are, at any depth
   */
  public long countFiles() {
    return TestFiles.count(directory);
  }

  // --- connecting ---

  /**
   * Waits until a sender and a receiver are connected, using both, since a transport may work only
   * while it is used.
   *
   * @param sender a handle that nobody else uses now
   * @param receivers handles that nobody else uses now and that no message waits for
   */
  public void connect(Sender sender, Receiver... receivers) {
    await(
        "sender and receivers are connected",
        () -> {
          touch(sender);
          boolean all = sender.isConnected();
          for (Receiver receiver : receivers) {
            assertThat(receiver.tryReceive()).as("a message that nobody sent").isNull();
            all &= receiver.isConnected();
          }
          return all && connections(sender) >= receivers.length;
        });
  }

  private static int connections(Sender sender) {
    return sender instanceof Publisher publisher ? publisher.subscribers() : 1;
  }

  /** Makes a sender look for receivers without sending anything; false if it has none. */
  private static boolean touch(Sender sender) {
    try (var loan = sender.tryLoan(0)) {
      return loan != null;
    }
  }

  /**
   * Waits until a sender has seen that its receiver is gone.
   *
   * @param sender a handle that nobody else uses now, of a channel that isn't full
   */
  public void awaitRefusal(Sender sender) {
    await("the sender sees that its receiver is gone", () -> !touch(sender));
  }

  /**
   * Waits until a requester and a responder are connected, using both.
   *
   * @param requester a handle that nobody else uses now
   * @param responder a handle that nobody else uses now and that no request waits for
   */
  public void connect(Requester requester, Responder responder) {
    await(
        "requester and responder are connected",
        () -> {
          requester.poll(1);
          responder.poll((memory, offset, length, replyTo) -> {}, 1);
          return requester.isConnected() && responder.isConnected();
        });
  }

  // --- sending and receiving ---

  /**
   * Sends a message, waiting for a receiver and for room.
   *
   * @param sender sends it
   * @param number tells it apart
   * @param length its length in bytes
   * @throws InterruptedException if the test is ended
   */
  public void send(Sender sender, long number, int length) throws InterruptedException {
    MemorySegment message = Payload.of(number, length);
    assertThat(sender.send(message, 0, length, patience())).isEqualTo(SendResult.SENT);
  }

  /**
   * Sends a message, offering it again and again.
   *
   * @param sender sends it
   * @param number tells it apart
   * @param length its length in bytes
   * @param meanwhile makes room between the attempts
   */
  public void send(Sender sender, long number, int length, Runnable meanwhile) {
    MemorySegment message = Payload.of(number, length);
    await(
        "message " + number + " is sent",
        () -> {
          meanwhile.run();
          return sender.trySend(message) == SendResult.SENT;
        });
  }

  /**
   * Offers messages with consecutive numbers until one is refused.
   *
   * @param sender sends them
   * @param first the first one's number
   * @param length their length in bytes
   * @return the number of the one that was refused
   */
  public long fill(Sender sender, long first, int length) {
    long number = first;
    while (sender.trySend(Payload.of(number, length)) == SendResult.SENT) {
      number++;
      assertThat(number - first).as("messages taken and not received").isLessThan(MOST_UNREAD);
    }
    return number;
  }

  /**
   * Receives messages.
   *
   * @param receiver gets them
   * @param count how many must come
   * @return exactly that many
   * @throws InterruptedException if the test is ended
   */
  public Inbox receive(Receiver receiver, int count) throws InterruptedException {
    Inbox inbox = new Inbox();
    receive(receiver, count, inbox);
    return inbox;
  }

  /**
   * Receives messages into an inbox that may hold others already.
   *
   * @param receiver gets them
   * @param count how many there must be in the end
   * @param inbox where they go
   * @throws InterruptedException if the test is ended
   */
  public void receive(Receiver receiver, int count, Inbox inbox) throws InterruptedException {
    long deadline = System.nanoTime() + patience().toNanos();
    while (inbox.size() < count) {
      long left = deadline - System.nanoTime();
      if (left < 0) {
        throw new AssertionError("of " + count + " messages only " + inbox.size() + " arrived");
      }
      receiver.poll(inbox, count - inbox.size(), Duration.ofNanos(left));
    }
  }

  /**
   * Waits until a sender knows of room: its receiver has taken messages, and tells it in its own
   * time. Sends and counts nothing.
   *
   * @param sender a handle that nobody else uses now
   * @param length a message's length in bytes
   */
  public void awaitRoom(Sender sender, int length) {
    await("there is room", () -> !(sender instanceof RecordSink sink) || sink.hasRoom(length));
  }

  // --- the end ---

  /** Adds what the test's peers said to its failure. */
  void explain(Throwable failure) {
    peers.forEach(peer -> failure.addSuppressed(new PeerOutput(peer.said())));
  }

  private static final class PeerOutput extends Exception {
    private static final long serialVersionUID = 1L;

    PeerOutput(String said) {
      super(said, null, true, false);
    }
  }

  /** Ends and closes everything, even if something fails on the way. */
  void close() throws Exception {
    endTasks();
    try {
      open.closeAll();
    } finally {
      TestFiles.delete(directory);
    }
  }
}
