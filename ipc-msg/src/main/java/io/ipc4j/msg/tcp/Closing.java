package io.ipc4j.msg.tcp;

import java.io.IOException;
import java.nio.channels.Channel;

/** Closing of what may be closed already. */
final class Closing {
  private Closing() {}

  static void quietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // the descriptor is gone all the same
    }
  }
}
