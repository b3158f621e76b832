package io.ipc4j.msg.engine;

import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.Epoll;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Waits for descriptors, by {@link Epoll}. The kernel knows nothing of interrupts of Java's
 * threads, so it waits in slices.
 */
public final class DescriptorPoller implements Poller {
  private static final int SLICE = 50;

  private final Epoll epoll = new Epoll();
  private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();
  private final LongConsumer found;

  private record Registration(Object tag, boolean readable) {}

  /** Makes a poller; a {@link Poller.Factory}. */
  public DescriptorPoller(Ready ready) throws IOException {
    found =
        id -> {
          Registration known = registrations.get(id);
          if (known != null) {
            ready.ready(known.tag, known.readable);
          }
        };
  }

  @Override
  public void watch(Source source, Object tag) throws IOException {
    for (Descriptor input : descriptors(source).inputs()) {
      register(input, Epoll.IN, new Registration(tag, true));
    }
  }

  @Override
  public void once(Source source, Interest interest, Object tag) throws IOException {
    boolean reads = interest == Interest.READ;
    List<Descriptor> all = reads ? descriptors(source).inputs() : descriptors(source).outputs();
    for (Descriptor each : all) {
      int event = reads ? Epoll.IN : Epoll.OUT;
      register(each, event | Epoll.ONE_SHOT, new Registration(tag, reads));
    }
  }

  /** First here, then in the kernel: it may tell at once. */
  private void register(Descriptor descriptor, int events, Registration registration)
      throws IOException {
    registrations.put(descriptor.id(), registration);
    try {
      epoll.want(descriptor, events);
    } finally {
      if (descriptor.isClosed()) {
        registrations.remove(descriptor.id());
      }
    }
  }

  private static Source.OfDescriptors descriptors(Source source) {
    if (source instanceof Source.OfDescriptors descriptors) {
      return descriptors;
    }
    throw new IllegalArgumentException("not descriptors: " + source);
  }

  @Override
  public void await(long millis) throws IOException {
    epoll.await((int) Math.min(millis, SLICE), found);
  }

  @Override
  public void wake() {
    epoll.wake();
  }

  @Override
  public void forget(Source source) {
    Source.OfDescriptors all = descriptors(source);
    all.inputs().forEach(this::forget);
    all.outputs().forEach(this::forget);
  }

  private void forget(Descriptor descriptor) {
    epoll.forget(descriptor);
    registrations.remove(descriptor.id());
  }

  @Override
  public void close() {
    epoll.close();
    registrations.clear();
  }
}
