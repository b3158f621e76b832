package io.ipc4j.bench.waiting.side;

import io.ipc4j.Ipc;
import io.ipc4j.bench.waiting.side.CrowdSide.Inbox;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The framework's publisher or subscriber, everything but the way of waiting at its default. */
final class IpcCrowd implements CrowdSide.Wire {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int LIMIT = 256;

  private final Ipc ipc;
  private final @Nullable Publisher publisher;
  private final @Nullable Subscriber subscriber;
  private final MemorySegment message = Arena.global().allocate(CrowdSide.SIZE, Long.BYTES);
  private final MessageHandler taking = this::took;
  private @Nullable Inbox inbox;

  IpcCrowd(boolean publishes, String directory) {
    this.ipc =
        Ipc.open(
            IpcConfig.builder()
                .set("ipc.transport", "shm")
                .set("ipc.directory", directory)
                .set("ipc.namespace", "bench")
                .set("ipc.wait", "backoff")
                .build());
    this.publisher = publishes ? ipc.publisher("crowd") : null;
    this.subscriber = publishes ? null : ipc.subscriber("crowd");
  }

  @Override
  public boolean isReady(int subscribers) {
    return Objects.requireNonNull(publisher).subscribers() == subscribers;
  }

  @Override
  public void publish(long first) throws InterruptedException {
    message.set(ValueLayout.JAVA_LONG, 0, first);
    if (Objects.requireNonNull(publisher).send(message, 0, CrowdSide.SIZE) != SendResult.SENT) {
      throw new IllegalStateException("not sent");
    }
  }

  @Override
  public void take(Inbox to) throws InterruptedException {
    inbox = to;
    int ignored = Objects.requireNonNull(subscriber).poll(taking, LIMIT, LONG);
  }

  private void took(MemorySegment memory, long offset, long length) {
    long others = 0;
    for (int at = Long.BYTES; at < CrowdSide.SIZE; at += Long.BYTES) {
      others += memory.get(ValueLayout.JAVA_LONG, offset + at);
    }
    Objects.requireNonNull(inbox).took(memory.get(ValueLayout.JAVA_LONG, offset), others);
  }

  @Override
  public void close() {
    ipc.close();
  }
}
