package io.ipc4j.bench.waiting.side;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.ipc4j.bench.waiting.side.CrowdSide.Inbox;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Aeron IPC used directly: the publisher's process has the media driver, on one thread of its own;
 * all threads back off as the framework's do.
 */
final class AeronCrowd implements CrowdSide.Wire {
  private static final int STREAM = 10;
  private static final int LIMIT = 256;
  private static final int SPINS = 100;
  private static final long SHORTEST_PARK = 1_000;
  private static final long LONGEST_PARK = 1_000_000;

  private final @Nullable MediaDriver driver;
  private final Aeron aeron;
  private final @Nullable ExclusivePublication publication;
  private final @Nullable Subscription subscription;
  private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(CrowdSide.SIZE));
  private final BufferClaim claim = new BufferClaim();
  private final FragmentHandler taking = this::took;
  private final IdleStrategy idle = backOff();
  private @Nullable Inbox inbox;

  AeronCrowd(boolean publishes, String directory) {
    String folder = Path.of(directory, "aeron").toString();
    this.driver = publishes ? launch(folder) : null;
    this.aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(folder)
                .preTouchMappedMemory(true)
                .idleStrategy(backOff())
                .driverTimeoutMs(TimeUnit.MINUTES.toMillis(2)));
    this.publication = publishes ? aeron.addExclusivePublication("aeron:ipc", STREAM) : null;
    this.subscription = publishes ? null : aeron.addSubscription("aeron:ipc", STREAM);
  }

  private static IdleStrategy backOff() {
    return new BackoffIdleStrategy(SPINS, SPINS, SHORTEST_PARK, LONGEST_PARK);
  }

  private static MediaDriver launch(String folder) {
    return MediaDriver.launch(
        new MediaDriver.Context()
            .aeronDirectoryName(folder)
            .threadingMode(ThreadingMode.SHARED)
            .termBufferSparseFile(false)
            .sharedIdleStrategy(backOff())
            .clientLivenessTimeoutNs(TimeUnit.MINUTES.toNanos(2))
            .publicationUnblockTimeoutNs(TimeUnit.MINUTES.toNanos(4)));
  }

  /** One publication is connected to all subscriptions of its stream, which say themselves. */
  @Override
  public boolean isReady(int subscribers) {
    return Objects.requireNonNull(publication).isConnected();
  }

  @Override
  public void publish(long first) {
    ExclusivePublication to = Objects.requireNonNull(publication);
    message.putLong(0, first);
    idle.reset();
    while (to.tryClaim(CrowdSide.SIZE, claim) <= 0) {
      idle.idle();
    }
    claim.buffer().putBytes(claim.offset(), message, 0, CrowdSide.SIZE);
    claim.commit();
  }

  @Override
  public void take(Inbox to) {
    inbox = to;
    idle.idle(Objects.requireNonNull(subscription).poll(taking, LIMIT));
  }

  private void took(DirectBuffer buffer, int offset, int length, Header header) {
    long others = 0;
    for (int at = Long.BYTES; at < CrowdSide.SIZE; at += Long.BYTES) {
      others += buffer.getLong(offset + at);
    }
    Objects.requireNonNull(inbox).took(buffer.getLong(offset), others);
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(publication, subscription, aeron, driver);
  }
}
