package io.ipc4j.shm.hostile;

import io.ipc4j.Ipc;
import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Uses channels whose memory is being damaged, in a virtual machine with a small heap. Whatever it
 * is told but an {@link IpcException} is a defect, and ends it with a stack trace.
 */
final class Victim {
  private static final int LONGEST = 20_000;
  private static final Duration SHORT = Duration.ofMillis(2);

  private final Path directory;
  private final Random random;
  private long handled;
  private long refused;

  private Victim(Path directory, Random random) {
    this.directory = directory;
    this.random = random;
  }

  /** Arguments: directory, first seed, rounds, strikes of its own in each. */
  public static void main(String[] args) throws Exception {
    long first = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    int strikes = Integer.parseInt(args[3]);
    System.out.println("ready");
    long handled = 0;
    long refused = 0;
    for (long seed = first; seed < first + rounds; seed++) {
      System.out.println("seed " + seed);
      Victim victim = new Victim(Path.of(args[0], "seed" + seed), new Random(seed));
      victim.round(strikes);
      victim.clean();
      handled += victim.handled;
      refused += victim.refused;
    }
    System.out.println("done " + handled);
    System.out.println("refused " + refused);
  }

  private void clean() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private interface Use {
    void run() throws Exception;
  }

  private boolean attempt(Use use) throws Exception {
    try {
      use.run();
      return true;
    } catch (IpcException e) {
      refused++;
      return false;
    }
  }

  private void round(int strikes) throws Exception {
    Damage damage = new Damage(directory, random);
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .set("ipc.linger", "10ms")
            .set("ipc.channel.*.capacity", "8KiB")
            .set("ipc.channel.*.max-message-size", Integer.toString(LONGEST))
            .set("ipc.channel.*.pool", random.nextBoolean() ? "32KiB" : "0")
            .set("ipc.channel.latest.policy", "drop-oldest")
            .set("ipc.channel.latest.pool", "0")
            .set("ipc.channel.news.policy", random.nextBoolean() ? "drop-oldest" : "block")
            .set("ipc.channel.news.history", "3")
            .set("ipc.channel.news.pool", "0")
            .set("ipc.channel.work.receivers", "competing")
            .set("ipc.channel.work.checksum", random.nextBoolean() ? "crc32c" : "none")
            .build();
    try (Ipc ipc = Ipc.open(config)) {
      List<ChannelHandle> handles = new ArrayList<>();
      open(ipc, handles);
      use(handles);
      for (int i = 0; i < strikes; i++) {
        damage.strike();
        use(handles);
      }
      open(ipc, handles);
      use(handles);
      for (ChannelHandle handle : handles) {
        boolean ignored = attempt(handle::close);
      }
    } catch (IpcException e) {
      refused++;
    }
  }

  private void open(Ipc ipc, List<ChannelHandle> handles) throws Exception {
    boolean ignored = attempt(() -> handles.add(ipc.receiver("queue")));
    ignored = attempt(() -> handles.add(ipc.sender("queue")));
    ignored = attempt(() -> handles.add(ipc.subscriber("topic")));
    ignored = attempt(() -> handles.add(ipc.publisher("topic")));
    ignored = attempt(() -> handles.add(ipc.subscriber("topic")));
    ignored = attempt(() -> handles.add(ipc.receiver("latest")));
    ignored = attempt(() -> handles.add(ipc.sender("latest")));
    ignored = attempt(() -> handles.add(ipc.publisher("news")));
    ignored = attempt(() -> handles.add(ipc.subscriber("news")));
    ignored = attempt(() -> handles.add(ipc.receiver("work")));
    ignored = attempt(() -> handles.add(ipc.sender("work")));
    ignored = attempt(() -> handles.add(ipc.receiver("work")));
  }

  private void use(List<ChannelHandle> handles) throws Exception {
    for (ChannelHandle handle : handles) {
      for (int i = 0; i < 8; i++) {
        boolean ignored =
            attempt(() -> {
              if (handle instanceof Sender sender) {
                send(sender);
              } else if (handle instanceof Receiver receiver) {
                receive(receiver);
              }
            });
      }
    }
  }

  private void send(Sender sender) throws Exception {
    byte[] message = new byte[random.nextInt(random.nextInt(20) == 0 ? LONGEST : 500)];
    switch (random.nextInt(5)) {
      case 0 -> sender.send(message, SHORT);
      case 1 -> {
        boolean connected = sender.isConnected();
        handled += sender.peers().isEmpty() && connected ? 0 : sender.stats().inDoubt() & 1;
      }
      default -> sender.trySend(message);
    }
    if (sender instanceof Publisher publisher && publisher.subscribers() > 64) {
      throw new AssertionError("subscribers " + publisher.subscribers());
    }
  }

  private void receive(Receiver receiver) throws Exception {
    switch (random.nextInt(5)) {
      case 0 -> handled += receiver.poll(this::check, 3, SHORT);
      case 1 -> handled += receiver.isDrained() || receiver.peers().isEmpty() ? 0 : 1;
      default -> handled += receiver.poll(this::check, 5);
    }
  }

  private void check(MemorySegment memory, long offset, long length) {
    if (length > LONGEST || offset + length > memory.byteSize()) {
      throw new AssertionError("offset=" + offset + " length=" + length);
    }
  }
}
