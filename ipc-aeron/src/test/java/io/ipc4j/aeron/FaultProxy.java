package io.ipc4j.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network: passes datagrams on to one address, and what comes back to whom it is for. It
 * loses a tenth, delivers a tenth twice, and holds a tenth back so that later ones overtake them;
 * which ones is drawn from a seed.
 *
 * <p>One thread does everything; counters are for any thread.
 */
final class FaultProxy implements AutoCloseable {
  private static final double SHARE = 0.1;
  private static final long LONGEST_DELAY = TimeUnit.MILLISECONDS.toNanos(20);

  private final InetSocketAddress target;
  private final Random random;
  private final Selector selector;
  private final DatagramChannel front;
  private final Map<SocketAddress, DatagramChannel> upstream = new HashMap<>();
  private final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparingLong(Held::due));
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger doubled = new AtomicInteger();
  private final AtomicInteger overtaken = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  private record Held(long due, ByteBuffer bytes, DatagramChannel by, SocketAddress to) {}

  /** Begins to pass on what comes to {@link #address}. */
  FaultProxy(InetSocketAddress target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.selector = Selector.open();
    this.front = open();
    this.thread = Thread.ofPlatform().daemon().name("fault-proxy").start(this::run);
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
    return channel;
  }

  /** Where it listens. */
  String address() {
    return "127.0.0.1:" + front.socket().getLocalPort();
  }

  int lost() {
    return lost.get();
  }

  int doubled() {
    return doubled.get();
  }

  int overtaken() {
    return overtaken.get();
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(1);
        selector.selectedKeys().clear();
        fromFront();
        for (Map.Entry<SocketAddress, DatagramChannel> one : upstream.entrySet()) {
          pass(one.getValue(), front, one.getKey());
        }
        release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fromFront() throws IOException {
    SocketAddress source = front.receive(buffer.clear());
    while (source != null) {
      DatagramChannel by = upstream.get(source);
      if (by == null) {
        by = open();
        upstream.put(source, by);
      }
      decide(by, target);
      source = front.receive(buffer.clear());
    }
  }

  private void pass(DatagramChannel from, DatagramChannel by, SocketAddress to) throws IOException {
    while (from.receive(buffer.clear()) != null) {
      decide(by, to);
    }
  }

  private void decide(DatagramChannel by, SocketAddress to) throws IOException {
    buffer.flip();
    double drawn = random.nextDouble();
    if (drawn < SHARE) {
      lost.incrementAndGet();
    } else if (drawn < 2 * SHARE) {
      doubled.incrementAndGet();
      by.send(buffer.duplicate(), to);
      by.send(buffer, to);
    } else if (drawn < 3 * SHARE) {
      overtaken.incrementAndGet();
      ByteBuffer copy = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
      held.add(new Held(System.nanoTime() + random.nextLong(LONGEST_DELAY), copy, by, to));
    } else {
      by.send(buffer, to);
    }
  }

  private void release() throws IOException {
    for (Held next = held.peek();
        next != null && next.due - System.nanoTime() <= 0;
        next = held.peek()) {
      held.remove();
      next.by.send(next.bytes, next.to);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (DatagramChannel channel : upstream.values()) {
      channel.close();
    }
    front.close();
    selector.close();
  }
}
