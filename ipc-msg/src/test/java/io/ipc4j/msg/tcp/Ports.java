package io.ipc4j.msg.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ports for tests. */
public final class Ports {
  private Ports() {}

  /** An address of this machine that is free now. */
  public static String free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Several addresses that are free now. */
  static String free(int count) {
    return IntStream.range(0, count).mapToObj(i -> free()).collect(Collectors.joining(", "));
  }
}
