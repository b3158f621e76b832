package io.ipc4j.internal;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Turns one message in place into a copy to keep. Belongs to the handle's thread. */
public final class MessageCopier implements MessageHandler {
  private final Receiver receiver;
  private @Nullable Message message;
  private long lost;

  /** Makes the copier of a handle. */
  public MessageCopier(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void onMessage(MemorySegment memory, long offset, long length) {
    message = Message.copyOf(memory, offset, length, lost, receiver.isRedelivered());
    lost = 0;
  }

  @Override
  public void onGap(long count) {
    lost += count;
  }

  /** The message of a poll that handled this many. */
  public @Nullable Message take(int handled) {
    if (handled == 0) {
      return null;
    }
    Message taken = message;
    message = null;
    return taken;
  }
}
