package io.ipc4j.msg.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.SenderStats;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.msg.posix.Signals;
import io.ipc4j.msg.tcp.Ports;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.uds.UdsPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender that closes loses nothing uncounted, and counts nothing that was taken. */
@Timeout(180)
public final class LingerTest {
  private static final Pattern TALLY = Pattern.compile("received (\\d+) gaps (\\d+) cut (\\d+)");
  private static final byte[] PIECE = new byte[64 << 10];

  @TempDir Path directory;
  private @Nullable Process peer;

  @AfterEach
  void kill() {
    if (peer != null) {
      peer.destroyForcibly();
    }
  }

  /** More than any kernel holds for a receiver that doesn't read. */
  private Map<String, String> settings(String transport) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("ipc.transport", transport);
    settings.put("ipc.directory", directory.toString());
    settings.put("ipc.linger", "200ms");
    settings.put("ipc.channel.c.capacity", "32MiB");
    if (transport.equals("tcp")) {
      settings.put("ipc.channel.c.address", Ports.free());
    }
    return settings;
  }

  private BufferedReader start(String what, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>(UdsPeer.java(TallyPeer.class));
    command.add(what);
    settings.forEach((key, value) -> command.add(key + "=" + value));
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    peer = started;
    return UdsPeer.linesOf(started);
  }

  private void signal(String name) throws IOException, InterruptedException {
    assertThat(peer).isNotNull();
    Signals.send(name, peer.pid());
  }

  private static Ipc open(Map<String, String> settings) {
    IpcConfig.Builder config = IpcConfig.builder();
    settings.forEach(config::set);
    return Ipc.open(config.build());
  }

  private static Matcher tally(BufferedReader lines) throws IOException {
    Matcher tally = TALLY.matcher(String.valueOf(lines.readLine()));
    assertThat(tally.matches()).as(tally.toString()).isTrue();
    return tally;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "mq", "uds", "tcp"})
  void whatAStoppedReceiverHasNotTakenIsInDoubt(String transport) throws Exception {
    Map<String, String> settings = settings(transport);
    BufferedReader lines = start("receive", settings);
    try (Ipc ipc = open(settings)) {
      Sender sender = ipc.sender("c");
      sender.send(PIECE, Sessions.LONG);
      assertThat(lines.readLine()).isEqualTo("got");
      signal("STOP");
      while (sender.trySend(PIECE) == SendResult.SENT) {
        // until the link's capacity is used up
      }
      sender.close();
      SenderStats stats = sender.stats();
      assertThat(stats.inDoubt()).isBetween(1L, stats.sent());
      signal("CONT");
      Matcher tally = tally(lines);
      long received = Long.parseLong(tally.group(1));
      assertThat(received).isLessThan(stats.sent());
      assertThat(received + stats.inDoubt()).isGreaterThanOrEqualTo(stats.sent());
      assertThat(tally.group(3)).as("links lost").isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "mq", "uds", "tcp"})
  void whatAStoppedSubscriberHasNotTakenIsDroppedOrInDoubt(String transport) throws Exception {
    Map<String, String> settings = settings(transport);
    settings.put("ipc.channel.c.policy", "drop-oldest");
    BufferedReader lines = start("subscribe", settings);
    try (Ipc ipc = open(settings)) {
      Publisher publisher = ipc.publisher("c");
      Sessions.await(() -> publisher.trySend(PIECE) == SendResult.SENT);
      assertThat(lines.readLine()).isEqualTo("got");
      signal("STOP");
      for (int i = 0; i < 1000; i++) {
        assertThat(publisher.trySend(PIECE)).isEqualTo(SendResult.SENT);
      }
      publisher.close();
      SenderStats stats = publisher.stats();
      assertThat(stats.inDoubt()).isPositive();
      assertThat(stats.dropped()).isPositive();
      assertThat(stats.dropped() + stats.inDoubt()).isLessThanOrEqualTo(stats.sent());
      signal("CONT");
      Matcher tally = tally(lines);
      long received = Long.parseLong(tally.group(1));
      assertThat(received + stats.dropped() + stats.inDoubt()).isGreaterThanOrEqualTo(stats.sent());
      assertThat(tally.group(3)).as("links lost").isEqualTo("1");
    }
  }

  /** Whoever says goodbye may see the other end go before it has looked at the stream again. */
  @ParameterizedTest
  @ValueSource(strings = {"pipe", "mq", "uds", "tcp"})
  void whatWasTakenIsNotInDoubt(String transport) throws Exception {
    Map<String, String> settings = settings(transport);
    settings.put("ipc.linger", "60s");
    try (Ipc here = open(settings)) {
      Receiver receiver = here.receiver("c");
      try (ExecutorService senders = Executors.newSingleThreadExecutor()) {
        for (int round = 1; round <= 50; round++) {
          Future<Long> doubt = senders.submit(() -> doubtAfterOneMessage(here));
          receiver.receive(Sessions.LONG);
          Sessions.await(receiver, () -> receiver.peers().isEmpty());
          assertThat(doubt.get()).as("round " + round).isZero();
        }
      }
    }
  }

  private static long doubtAfterOneMessage(Ipc ipc) throws InterruptedException {
    Sender sender = ipc.sender("c");
    sender.send(new byte[8], Sessions.LONG);
    sender.close();
    return sender.stats().inDoubt();
  }
}
