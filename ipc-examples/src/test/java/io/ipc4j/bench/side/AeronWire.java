package io.ipc4j.bench.side;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Aeron IPC used directly: an exclusive publication in each direction, and a media driver in the
 * left process, on a thread of its own ({@code aeron-shared}) or run by the measured thread now and
 * then ({@code aeron-invoker}).
 */
final class AeronWire extends Wire {
  private static final int THERE = 10;
  private static final int BACK = 11;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(30);

  private final @Nullable MediaDriver driver;
  private final Aeron aeron;
  private final ExclusivePublication out;
  private final Subscription in;
  private final @Nullable AgentInvoker invoker;
  private final boolean claims;
  private final boolean tuned;
  private final int size;
  private final UnsafeBuffer message;
  private final BufferClaim claim = new BufferClaim();
  private final FragmentHandler taking = this::take;
  private final FragmentHandler echoing = this::takeAndEcho;

  AeronWire(SideSpec spec) {
    boolean invoked = spec.kind().equals("aeron-invoker");
    String directory = spec.directory().resolve("aeron").toString();
    this.claims = spec.part(1, "claim").equals("claim");
    this.tuned = spec.tuned();
    this.size = spec.size();
    this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(size));
    boolean touched = tuned || !spec.measure().equals("one-way");
    this.driver = spec.left() ? launch(directory, invoked, touched) : null;
    this.aeron = Aeron.connect(client(directory, invoked, touched));
    this.invoker = invoked ? aeron.conductorAgentInvoker() : null;
    String channel = tuned ? "aeron:ipc?term-length=" + SideSpec.RING : "aeron:ipc";
    this.out = aeron.addExclusivePublication(channel, spec.left() ? THERE : BACK);
    this.in = aeron.addSubscription(channel, spec.left() ? BACK : THERE);
  }

  private static MediaDriver launch(String directory, boolean invoked, boolean touched) {
    return MediaDriver.launch(
        new MediaDriver.Context()
            .aeronDirectoryName(directory)
            .threadingMode(invoked ? ThreadingMode.INVOKER : ThreadingMode.SHARED)
            .termBufferSparseFile(!touched)
            .clientLivenessTimeoutNs(PATIENCE)
            .publicationUnblockTimeoutNs(2 * PATIENCE));
  }

  private Aeron.Context client(String directory, boolean invoked, boolean touched) {
    Aeron.Context context =
        new Aeron.Context()
            .aeronDirectoryName(directory)
            .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE))
            .preTouchMappedMemory(touched)
            .useConductorAgentInvoker(invoked);
    if (invoked && driver != null) {
      context.driverAgentInvoker(driver.sharedAgentInvoker());
    }
    return context;
  }

  @Override
  boolean isReady() {
    service();
    return out.isConnected() && in.isConnected();
  }

  /** Runs the client's conductor, and on the left the driver with it. */
  @Override
  void service() {
    AgentInvoker mine = invoker;
    if (mine != null) {
      mine.invoke();
      MediaDriver ours = driver;
      if (ours != null) {
        ours.sharedAgentInvoker().invoke();
      }
    }
  }

  @Override
  boolean trySend(long first) {
    message.putLong(0, first);
    return send(message, 0);
  }

  private boolean send(DirectBuffer buffer, int offset) {
    if (!claims) {
      return out.offer(buffer, offset, size) > 0;
    }
    if (out.tryClaim(size, claim) <= 0) {
      return false;
    }
    claim.buffer().putBytes(claim.offset(), buffer, offset, size);
    claim.commit();
    return true;
  }

  @Override
  int poll(int limit) {
    return in.poll(taking, limit);
  }

  @Override
  int echo() {
    return in.poll(echoing, 1);
  }

  private void take(DirectBuffer buffer, int offset, int length, Header header) {
    inbox.took(buffer.getLong(offset), AgronaWire.sumOf(buffer, offset));
  }

  private void takeAndEcho(DirectBuffer buffer, int offset, int length, Header header) {
    while (!send(buffer, offset)) {
      service();
    }
    inbox.took(buffer.getLong(offset), length);
  }

  @Override
  void afterEmptyPoll() {
    if (tuned) {
      SideSpec.stepBack();
    }
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(out, in, aeron, driver);
  }
}
