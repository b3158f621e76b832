package io.ipc4j.msg.tcp;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Finds out who listens at an address that an end can't have. Blocks for a short while. */
final class Holder {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(1);

  private Holder() {}

  /**
   * The error of an address that is taken.
   *
   * @return unless somebody there has the channel
   * @throws IpcException {@code ipc/receiver-exists} if somebody there has the channel
   */
  static IpcResourceException explain(
      HostPort at,
      InetSocketAddress address,
      Hello ours,
      TcpSettings settings,
      @Nullable Tls tls,
      IOException cause) {
    Hello theirs = ask(at, address, ours, settings, tls);
    String process = theirs == null ? process(address) : "process " + theirs.pid();
    if (theirs != null && theirs.status() == Hello.Status.WELCOME && isSingle(ours)) {
      throw Seat.exists(ours, theirs.session() + " (" + process + ", at " + at + ")");
    }
    return new IpcResourceException(
        ErrorIds.ADDRESS_IN_USE,
        ErrorText.of("channel", ours.channel())
            .and("address", at)
            .problem("in use by " + process)
            .remedy("Choose another port on both ends, or end that process")
            .text(),
        cause);
  }

  private static boolean isSingle(Hello ours) {
    return Seat.isSingle(ours.agreement(), ours.role());
  }

  /** Asks there, as a peer would; null if nobody answers in our words. */
  private static @Nullable Hello ask(
      HostPort at, InetSocketAddress address, Hello ours, TcpSettings settings, @Nullable Tls tls) {
    InetAddress host =
        address.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : address.getAddress();
    try {
      TcpStream tcp = TcpStream.dial(new InetSocketAddress(host, address.getPort()), settings);
      ByteStream stream = tls == null ? tcp : tls.client(tcp, at);
      try {
        Hello theirs = ask(stream, ours, at.toString());
        String name = stream.provenName().orElse("");
        return name.isEmpty() ? theirs : theirs.withSession(Tls.named(theirs.session(), name));
      } finally {
        stream.close();
      }
    } catch (IOException | IpcException e) {
      return null;
    }
  }

  private static Hello ask(ByteStream stream, Hello ours, String at) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    Handshake handshake =
        new Handshake(stream, ours.answering(Hello.Status.ASKING, ""), at, deadline);
    while (true) {
      Hello theirs = handshake.advance(System.nanoTime());
      if (theirs != null) {
        return theirs;
      }
      LockSupport.parkNanos(NAP);
    }
  }

  /** The process whose descriptor the listening socket is, as far as this user may see it. */
  private static String process(InetSocketAddress address) {
    String inode = KernelTable.read().listener(address);
    if (inode != null) {
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
        for (Path process : processes) {
          if (has(process, "socket:[" + inode + "]")) {
            return "process " + process.getFileName() + command(process);
          }
        }
      } catch (IOException e) {
        return "another process";
      }
    }
    return "another process";
  }

  private static boolean has(Path process, String socket) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().equals(socket)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false; // of another user, or gone
    }
    return false;
  }

  private static String command(Path process) {
    return ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())))
        .flatMap(handle -> handle.info().command())
        .map(command -> " (" + Path.of(command).getFileName() + ")")
        .orElse("");
  }
}
