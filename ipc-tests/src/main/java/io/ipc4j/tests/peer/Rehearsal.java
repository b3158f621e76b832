package io.ipc4j.tests.peer;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Loads what the processes of tests load: a program whose virtual machine archives at its end what
 * it has loaded.
 */
public final class Rehearsal {
  /** What the names of jars end with that were packed from directories. */
  public static final String PACKED = "-packed.jar";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration WAIT = Duration.ofMillis(100);

  /** Those that start no process, and don't take this one's standard input and output. */
  private static final List<String> TRANSPORTS = List.of("inproc", "shm", "uds");

  private Rehearsal() {}

  /**
   * Runs it.
   *
   * @param program the main class of a program to run last, and its arguments, or nothing
   * @throws Exception if it can't
   */
  public static void main(String[] program) throws Exception {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              loadOwn();
              TRANSPORTS.forEach(Rehearsal::use);
            });
    boolean ignored = thread.join(PATIENCE);
    if (program.length > 0) {
      Class.forName(program[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(program, 1, program.length));
    }
    System.exit(0);
  }

  private static void loadOwn() {
    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(Rehearsal::isOwn)
        .forEach(Rehearsal::load);
  }

  private static boolean isOwn(String entry) {
    String name = Path.of(entry).getFileName().toString();
    return name.endsWith(PACKED) || name.startsWith("ipc-");
  }

  private static void load(String jar) {
    try (ZipFile zip = new ZipFile(jar)) {
      zip.stream()
          .map(entry -> entry.getName().replace('/', '.'))
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.contains("Test") && !name.contains("IT."))
          .forEach(name -> loadClass(name.substring(0, name.length() - ".class".length())));
    } catch (IOException e) {
      System.out.println(jar + ": " + e);
    }
  }

  private static void loadClass(String name) {
    try {
      Class<?> _ = Class.forName(name, false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // needs what isn't on this class path
    }
  }

  private static void use(String transport) {
    try {
      Path directory = Files.createTempDirectory("ipc4j-rehearsal");
      IpcConfig config =
          IpcConfig.builder()
              .set("ipc.transport", transport)
              .set("ipc.directory", directory.toString())
              .build();
      try (Ipc ipc = Ipc.open(config);
          Ipc other = Ipc.open(config)) {
        send(ipc, other);
        ask(ipc, other);
      } finally {
        try (Stream<Path> all = Files.walk(directory)) {
          for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
            boolean ignored = Files.deleteIfExists(path);
          }
        }
      }
    } catch (Exception | LinkageError e) {
      System.out.println(transport + ": " + e); // a transport that isn't there, or not here
    }
  }

  private static void send(Ipc here, Ipc there) throws InterruptedException {
    try (Receiver receiver = there.receiver("c");
        Sender sender = here.sender("c")) {
      System.out.println(sender.send(new byte[8], PATIENCE));
      System.out.println(receiver.receive(PATIENCE));
      Thread virtual = Thread.ofVirtual().start(() -> wait(receiver));
      virtual.join();
      System.out.println(receiver.stats() + " " + receiver.peers());
    }
  }

  private static void wait(Receiver receiver) {
    try {
      int ignored = receiver.poll((memory, offset, length) -> {}, 1, WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(Ipc here, Ipc there) throws InterruptedException {
    try (Responder responder = there.responder("r");
        Requester requester = here.requester("r")) {
      Thread answering = Thread.ofPlatform().start(() -> answer(responder));
      System.out.println(requester.request(new byte[8], PATIENCE));
      answering.join();
    }
  }

  private static void answer(Responder responder) {
    try {
      int ignored =
          responder.poll(
              (memory, offset, length, replyTo) -> {
                var _ = replyTo.tryReply(new byte[8]);
              },
              1,
              PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
