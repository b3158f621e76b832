package io.ipc4j.msg.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for sources within this process, which tell themselves when they are ready. */
public final class SignalPoller implements Poller {
  private final Ready ready;
  private final Semaphore wakes = new Semaphore(0);
  private final Map<Signal, Object> watched = new ConcurrentHashMap<>();
  private final Set<Once> awaited = ConcurrentHashMap.newKeySet();

  private record Once(Signal signal, Interest interest, Object tag) {}

  /** Makes a poller; a {@link Poller.Factory}. */
  public SignalPoller(Ready ready) {
    this.ready = ready;
  }

  @Override
  public void watch(Source source, Object tag) {
    Signal signal = signal(source);
    watched.put(signal, tag);
    signal.attach(this);
    wake();
  }

  @Override
  public void once(Source source, Interest interest, Object tag) {
    Signal signal = signal(source);
    awaited.add(new Once(signal, interest, tag));
    signal.attach(this);
    wake();
  }

  private static Signal signal(Source source) {
    if (source instanceof Source.OfSignal(Signal signal)) {
      return signal;
    }
    throw new IllegalArgumentException("not a signal: " + source);
  }

  @Override
  public void await(long millis) {
    if (look() || millis <= 0) {
      return;
    }
    try {
      if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        wakes.drainPermits();
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look() {
    boolean any = false;
    for (Map.Entry<Signal, Object> each : watched.entrySet()) {
      if (each.getKey().is(Interest.READ)) {
        any = true;
        ready.ready(each.getValue(), true);
      }
    }
    List<Once> found = awaited.stream().filter(each -> each.signal.is(each.interest)).toList();
    for (Once each : found) {
      if (awaited.remove(each)) {
        any = true;
        ready.ready(each.tag, each.interest == Interest.READ);
      }
    }
    return any;
  }

  @Override
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  @Override
  public void forget(Source source) {
    Signal signal = signal(source);
    watched.remove(signal);
    awaited.removeIf(each -> each.signal.equals(signal));
    signal.detach(this);
  }

  @Override
  public void close() {
    watched.keySet().forEach(signal -> signal.detach(this));
    awaited.forEach(each -> each.signal.detach(this));
    watched.clear();
    awaited.clear();
    wakes.release();
  }
}
