package io.ipc4j.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two machines, each a network namespace with a media driver of its own, and a cable between them.
 * Needs the superuser and {@code ip netns}; else it is skipped.
 */
@Timeout(180)
class AeronNamespacesIT {
  private static final String HERE = "10.231.8.1";
  private static final String THERE = "10.231.8.2";
  private static final String NETWORK = "10.231.8.0/24";

  private final String id = Long.toString(ProcessHandle.current().pid(), 36);
  private final String first = "ipcc" + id;
  private final String second = "ipcd" + id;
  private final List<Process> processes = new ArrayList<>();
  private Path directory = Path.of("");
  private Sessions here = Sessions.in(directory);
  private Sessions there = Sessions.in(directory);

  @BeforeEach
  void connectTwoNamespaces() throws Exception {
    assumeThat(run("ip", "netns", "add", first))
        .as("network namespaces can be made (superuser, ip netns)")
        .isZero();
    assertThat(run("ip", "netns", "add", second)).isZero();
    String pair = "ip link add vc" + id + " netns " + first + " type veth peer name vd" + id;
    assertThat(run((pair + " netns " + second).split(" "))).isZero();
    for (String[] end : new String[][] {{first, "vc" + id, HERE}, {second, "vd" + id, THERE}}) {
      assertThat(run("ip", "-n", end[0], "addr", "add", end[2] + "/24", "dev", end[1])).isZero();
      assertThat(run("ip", "-n", end[0], "link", "set", end[1], "up")).isZero();
      assertThat(run("ip", "-n", end[0], "link", "set", "lo", "up")).isZero();
    }
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-machines");
    here = machine("here");
    there = machine("there");
  }

  private Sessions machine(String name) {
    return Sessions.in(directory.resolve(name))
        .with("ipc.transport", "aeron-udp")
        .with("ipc.aeron-udp.insecure", "true")
        .with("ipc.aeron-udp.interface", NETWORK);
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    if (!directory.toString().isEmpty()) {
      Drivers.end(Sessions.home(directory.resolve("here")));
      Drivers.end(Sessions.home(directory.resolve("there")));
      Drivers.end(directory);
    }
    run("ip", "netns", "del", first);
    run("ip", "netns", "del", second);
  }

  private static int run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor();
    } catch (IOException e) {
      return -1; // not installed
    }
  }

  private BufferedReader start(String namespace, String what, Sessions sessions, String address)
      throws IOException {
    Sessions addressed = sessions.with("ipc.channel.*.address", address);
    List<String> within = List.of("ip", "netns", "exec", namespace);
    Process process = AeronPeer.start(within, what, addressed);
    processes.add(process);
    return AeronPeer.linesOf(process);
  }

  @Test
  void aQueueBetweenMachines() throws Exception {
    BufferedReader receiver = start(first, "hold", here, HERE + ":4000");
    AeronPeer.awaitLine(receiver, "holding");
    start(second, "send", there, HERE + ":4000");
    AeronPeer.awaitLine(receiver, "got 8");
  }

  @Test
  void publishedToEachSubscriberOnItsOwn() throws Exception {
    publish(HERE + ":4000");
  }

  @Test
  void publishedToAGroup() throws Exception {
    publish("239.231.8.1:4000");
  }

  /** A publisher on one machine, two subscribers on the other, one beside the publisher. */
  private void publish(String address) throws Exception {
    start(first, "publish", here, address);
    List<BufferedReader> subscribers =
        List.of(
            start(second, "subscribe", there, address),
            start(second, "subscribe", there, address),
            start(first, "subscribe", here, address));
    for (BufferedReader subscriber : subscribers) {
      AeronPeer.awaitLine(subscriber, "heard " + AeronPeer.HEARD);
    }
  }
}
