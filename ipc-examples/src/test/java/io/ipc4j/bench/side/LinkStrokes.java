package io.ipc4j.bench.side;

import io.ipc4j.channel.SendResult;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ServiceLoader;

/** A transport's bare link, without the layer above it. */
final class LinkStrokes implements Strokes {
  private final Transport sending;
  private final Transport receiving;
  private final Endpoint writer;
  private final Endpoint reader;
  private final Link out;
  private final Link in;
  private final int size;
  private final MemorySegment message;
  private final RecordHandler handler = this::take;
  private long sum;

  LinkStrokes(String transport, IpcConfig config, ChannelSpec spec, int size) {
    this.size = size;
    this.message = Arena.global().allocate(size, Long.BYTES);
    TransportProvider provider =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.name().equals(transport))
            .findFirst()
            .orElseThrow();
    TransportContext context = new Context(config.resolve(provider.keys()));
    this.receiving = provider.open(context);
    this.sending = provider.open(context);
    this.reader = receiving.listen(spec, Role.READER);
    this.writer = sending.connect(spec, Role.WRITER);
    while (reader.links().isEmpty() || writer.links().isEmpty()) {
      reader.service();
      writer.service();
    }
    this.in = reader.links().getFirst();
    this.out = writer.links().getFirst();
  }

  @Override
  public void send(int count) {
    for (int i = 0; i < count; i++) {
      message.set(ValueLayout.JAVA_LONG, 0, i);
      if (out.offer(RecordFlags.WHOLE, message, 0, size) != SendResult.SENT) {
        throw new IllegalStateException("not sent");
      }
    }
  }

  @Override
  public void lend(int count) {
    for (int i = 0; i < count; i++) {
      long at = out.claim(size);
      if (at < 0) {
        throw new IllegalStateException("not lent");
      }
      out.claimMemory().set(ValueLayout.JAVA_LONG, at, i);
      out.commit(RecordFlags.WHOLE);
    }
  }

  @Override
  public void pollEach(int count) {
    int got = 0;
    while (got < count) {
      got += in.poll(handler, 1);
    }
  }

  @Override
  public void pollAll(int count) {
    int got = 0;
    while (got < count) {
      got += in.poll(handler, count);
    }
  }

  private void take(int flags, MemorySegment memory, long offset, long length) {
    sum += memory.get(ValueLayout.JAVA_LONG, offset);
  }

  @Override
  public long sum() {
    return sum;
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
    sending.close();
    receiving.close();
  }

  private record Context(ResolvedConfig config) implements TransportContext {
    @Override
    public String namespace() {
      return config.get(ConfigKeys.NAMESPACE);
    }

    @Override
    public String sessionName() {
      return "bench";
    }

    @Override
    public Duration linger() {
      return Duration.ZERO;
    }

    @Override
    public Thread newThread(String purpose, Runnable body) {
      Thread thread = new Thread(body, purpose);
      thread.setDaemon(true);
      return thread;
    }
  }
}
