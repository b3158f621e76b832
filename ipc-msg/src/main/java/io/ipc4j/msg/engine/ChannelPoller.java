package io.ipc4j.msg.engine;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** Waits for channels of the JDK, by its selector. */
final class ChannelPoller implements Poller {
  private final Selector selector;
  private final Consumer<SelectionKey> selected;

  ChannelPoller(Ready ready) throws IOException {
    selector = Selector.open();
    selected = key -> tell(key, ready);
  }

  /** What is to be told once; anything else is told again and again. */
  private record Once(Object tag) {}

  private static void tell(SelectionKey key, Ready ready) {
    try {
      if (key.attachment() instanceof Once(Object tag)) {
        boolean readable = key.isReadable();
        key.interestOps(0);
        ready.ready(tag, readable);
      } else {
        ready.ready(key.attachment(), true);
      }
    } catch (CancelledKeyException e) {
      // closed in the meantime: its owner knows
    }
  }

  @Override
  public void watch(Source source, Object tag) throws IOException {
    SelectableChannel channel = channel(source);
    int incoming = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    channel.register(selector, channel.validOps() & incoming, tag);
  }

  @Override
  public void once(Source source, Interest interest, Object tag) throws IOException {
    int event = interest == Interest.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
    SelectableChannel channel = channel(source);
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        channel.register(selector, event, new Once(tag));
      } else {
        key.interestOps(event);
      }
    } catch (CancelledKeyException e) {
      throw new ClosedChannelException();
    }
  }

  private static SelectableChannel channel(Source source) {
    if (source instanceof Source.OfChannel(SelectableChannel channel)) {
      return channel;
    }
    throw new IllegalArgumentException("not a channel: " + source);
  }

  @Override
  public void await(long millis) throws IOException {
    try {
      if (millis > 0) {
        selector.select(selected, millis);
      } else {
        selector.selectNow(selected);
      }
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void wake() {
    selector.wakeup();
  }

  /** The selector lets go of a channel that was closed when it looks again. */
  @Override
  public void forget(Source source) {
    selector.wakeup();
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      // its descriptors are gone all the same
    }
  }
}
