package io.ipc4j.msg.stdio;

import io.ipc4j.error.ErrorText;
import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pair of pipes to one other process, a parent or a child, and the lanes that share it.
 *
 * <p><i>State:</i> each direction has a lock of its own, in {@link TrunkIn} and {@link TrunkOut};
 * the lanes guard themselves. <i>Ownership:</i> the descriptors are closed when the trunk ends.
 * <i>If the other process dies:</i> the pipe ends, and with it all lanes.
 */
final class Trunk {
  private static final int MOST_ENDS = 100_000;
  private static final int MOST_LANES = 20_000;
  private static final String ENDED = "the process ended";

  private final TrunkOwner owner;
  private final Descriptor input;
  private final Descriptor output;
  private final boolean toParent;
  private final TrunkIn in;
  private final TrunkOut out;
  private final Preamble preamble;
  private final Map<Integer, LaneStream> lanes = new ConcurrentHashMap<>();
  private final Map<Integer, Hello> ends = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger nextLane;
  private final AtomicInteger nextRequest = new AtomicInteger();
  private int lastOpened;
  private volatile @Nullable Greeting greeting;
  private volatile @Nullable String over;
  private volatile boolean farewell;

  /**
   * Makes a trunk over pipes in non-blocking mode.
   *
   * @param input where the other process is heard; owned
   * @param output where it listens; owned
   * @param toParent whether the other process is this one's parent
   */
  Trunk(TrunkOwner owner, Descriptor input, Descriptor output, boolean toParent) {
    this.owner = owner;
    this.input = input;
    this.output = output;
    this.toParent = toParent;
    this.preamble = new Preamble(toParent ? 0 : Preamble.MOST);
    this.in = new TrunkIn(input, preamble, new Heard());
    this.out = new TrunkOut(output, () -> owner.full(this), () -> owner.failed(this));
    this.nextLane = new AtomicInteger(toParent ? 1 : 2);
  }

  Descriptor input() {
    return input;
  }

  Descriptor output() {
    return output;
  }

  boolean toParent() {
    return toParent;
  }

  /** What the other process wrote before it spoke the protocol. */
  Preamble preamble() {
    return preamble;
  }

  @Nullable Greeting greeting() {
    return greeting;
  }

  /** Why it is over, or null while it isn't. */
  @Nullable String over() {
    return over;
  }

  /** Whether all that the other process wrote before it ended or closed has been heard. */
  boolean isAtEnd() {
    return in.isAtEnd();
  }

  /** The ends of the other process that listen, by number. */
  Map<Integer, Hello> ends() {
    return ends;
  }

  /** Who the other process is, as far as it is known. */
  String who() {
    Greeting known = greeting;
    return known != null ? known.session() : toParent ? "the parent" : "a child";
  }

  // --- saying ---

  void greet(Greeting ours) {
    out.begin(TrunkLayout.magic());
    out.append(TrunkLayout.GREETING, 0, ours.encode());
  }

  void announce(int end, Hello hello) {
    out.append(TrunkLayout.END, end, hello.encode().asByteBuffer());
  }

  void retract(int end) {
    out.append(TrunkLayout.NO_END, end, empty());
  }

  /** Opens a lane to an end of the other process. */
  LaneStream open(int end) throws IOException {
    int number = nextLane.getAndAdd(2);
    LaneStream lane = new LaneStream(this, number);
    lanes.put(number, lane);
    String why = over;
    if (why != null) {
      lanes.remove(number);
      throw new IOException(why);
    }
    out.append(TrunkLayout.OPEN, number, word(end));
    return lane;
  }

  int write(LaneStream lane, ByteBuffer bytes, int most, int certain) throws IOException {
    return out.append(lane, bytes, most, certain);
  }

  boolean hasRoom() {
    return out.hasRoom();
  }

  long appended() {
    return out.appended();
  }

  boolean hasFlushed(long position) {
    return out.appended() - out.pending() >= position || over != null;
  }

  void grant(int lane, int bytes) {
    out.append(TrunkLayout.WINDOW, lane, word(bytes));
  }

  void close(LaneStream lane) {
    if (lanes.remove(lane.number()) != null) {
      out.append(TrunkLayout.CLOSE, lane.number(), empty());
    }
  }

  /**
   * Asks the parent.
   *
   * @param kind {@link TrunkLayout#HOLD} or {@link TrunkLayout#RELEASE}
   * @return what it answers; empty too if it has ended
   */
  CompletableFuture<String> ask(int kind, String request) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    int number = nextRequest.incrementAndGet();
    asked.put(number, answer);
    out.append(kind, number, ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
    if (over != null) {
      answer.complete("");
    }
    return answer;
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(0);
  }

  private static ByteBuffer word(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
  }

  /** Says goodbye after what waits. */
  void farewell() {
    out.append(TrunkLayout.BYE, 0, empty());
  }

  /** Writes what waits; whether nothing is left. */
  boolean flush() {
    return out.flush();
  }

  @Nullable String writingFailed() {
    return out.failure();
  }

  // --- hearing ---

  /** Takes what has arrived; null to go on, or why there is nothing more to come. */
  @Nullable String hear() {
    return in.hear();
  }

  /** Takes what has arrived, for a reader that would find nothing, unless another thread does. */
  void help() {
    if (over == null && in.help() != null) {
      owner.failed(this);
    }
  }

  /** What is heard. */
  private final class Heard implements TrunkIn.Frames {
    @Override
    public void take(int kind, int number, ByteBuffer payload) throws ProtocolException {
      if ((greeting == null) != (kind == TrunkLayout.GREETING) || farewell) {
        throw TrunkLayout.broken("frame of kind " + kind + " out of turn");
      }
      switch (kind) {
        case TrunkLayout.GREETING -> {
          Greeting theirs = Greeting.decode(payload);
          greeting = theirs;
          owner.greeted(Trunk.this, theirs);
        }
        case TrunkLayout.END -> takeEnd(number, payload);
        case TrunkLayout.NO_END -> {
          ends.remove(number);
          owner.endsChanged(Trunk.this);
        }
        case TrunkLayout.OPEN -> takeOpen(number, payload.getInt());
        case TrunkLayout.DATA -> takeData(number, payload);
        case TrunkLayout.WINDOW -> {
          LaneStream lane = lanes.get(number);
          if (lane != null && !lane.granted(payload.getInt())) {
            throw TrunkLayout.broken("more read than was written");
          }
        }
        case TrunkLayout.CLOSE -> {
          LaneStream lane = lanes.remove(number);
          if (lane != null) {
            lane.end(null);
          }
        }
        case TrunkLayout.HOLD -> answer(number, owner.hold(Trunk.this, text(payload)));
        case TrunkLayout.RELEASE -> {
          owner.release(Trunk.this, text(payload));
          answer(number, "");
        }
        case TrunkLayout.ANSWER -> {
          CompletableFuture<String> question = asked.remove(number);
          if (question != null) {
            question.complete(text(payload));
          }
        }
        default -> farewell = true;
      }
    }

    @Override
    public String ending() {
      return farewell ? "it closed" : ENDED;
    }
  }

  private static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload).toString();
  }

  private void answer(int number, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    out.append(TrunkLayout.ANSWER, number, bytes);
  }

  private void takeEnd(int number, ByteBuffer payload) throws ProtocolException {
    if (ends.size() >= MOST_ENDS) {
      throw TrunkLayout.broken("more than " + MOST_ENDS + " ends");
    }
    MemorySegment aligned = Arena.ofAuto().allocate(Math.max(8, payload.remaining()), 8);
    MemorySegment bytes = aligned.asSlice(0, payload.remaining());
    bytes.copyFrom(MemorySegment.ofBuffer(payload));
    ends.put(number, Hello.decode(bytes, who()));
    owner.endsChanged(this);
  }

  private void takeOpen(int number, int end) throws ProtocolException {
    boolean theirs = (number & 1) == (toParent ? 0 : 1);
    if (!theirs || Integer.compareUnsigned(number, lastOpened) <= 0) {
      throw TrunkLayout.broken("lane " + number + " opened out of turn");
    }
    if (lanes.size() >= MOST_LANES) {
      throw TrunkLayout.broken("more than " + MOST_LANES + " lanes");
    }
    lastOpened = number;
    LaneStream lane = new LaneStream(this, number);
    lanes.put(number, lane);
    if (!owner.opened(this, lane, end)) {
      lane.close();
    }
  }

  /** What still comes for a lane that was closed here is dropped. */
  private void takeData(int number, ByteBuffer payload) throws ProtocolException {
    LaneStream lane = lanes.get(number);
    if (lane != null && !lane.arrived(payload)) {
      throw TrunkLayout.broken("more written than there is room for");
    }
  }

  // --- ending ---

  /**
   * Ends all lanes and closes the descriptors. Idempotent; any thread.
   *
   * @param why why it is over
   * @param orderly whether nothing went wrong but that the other process is gone
   */
  void end(String why, boolean orderly) {
    over = why;
    out.stop(why);
    input.close();
    output.close();
    ends.clear();
    String broken = orderly ? null : ErrorText.clean(why);
    lanes.values().forEach(lane -> lane.end(broken));
    lanes.clear();
    asked.values().forEach(question -> question.complete(""));
    asked.clear();
  }
}
