package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ipc4j.tests.kit.SmallJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines, each a network namespace with a virtual machine in it, and a cable between them
 * that is pulled. Needs the superuser and {@code ip netns}; else it is skipped.
 */
@Timeout(300)
class NamespacesIT {
  private static final String HERE = "10.231.7.1";
  private static final String THERE = "10.231.7.2";

  @TempDir Path directory;
  private final String id = Long.toString(ProcessHandle.current().pid(), 36);
  private final String first = "ipca" + id;
  private final String second = "ipcb" + id;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void connectTwoNamespaces() throws Exception {
    assumeThat(run("ip", "netns", "add", first))
        .as("network namespaces can be made (superuser, ip netns)")
        .isZero();
    assertThat(run("ip", "netns", "add", second)).isZero();
    String pair = "ip link add va" + id + " netns " + first + " type veth peer name vb" + id;
    assertThat(run((pair + " netns " + second).split(" "))).isZero();
    for (String[] end : new String[][] {{first, "va" + id, HERE}, {second, "vb" + id, THERE}}) {
      assertThat(run("ip", "-n", end[0], "addr", "add", end[2] + "/24", "dev", end[1])).isZero();
      assertThat(run("ip", "-n", end[0], "link", "set", end[1], "up")).isZero();
      assertThat(run("ip", "-n", end[0], "link", "set", "lo", "up")).isZero();
    }
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
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

  private BufferedReader start(String namespace, String role, Collection<String> settings)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    command.addAll(SmallJvm.command(TcpPeer.class, List.of(), role));
    command.addAll(settings);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> settings(Certificates certificates, String name) {
    List<String> all = new ArrayList<>();
    all.add("ipc.channel.c.address=" + HERE + ":9000");
    all.add("ipc.tcp.heartbeat=2s");
    certificates.settings(name).forEach((key, value) -> all.add(key + "=" + value));
    return all;
  }

  private void cable(String state) throws Exception {
    assertThat(run("ip", "-n", second, "link", "set", "vb" + id, state)).isZero();
  }

  @Test
  void aPulledCableIsNoticedOnBothSidesAndTheyMeetAgain() throws Exception {
    Certificates certificates =
        new Certificates(directory).with("here", "ip:" + HERE).with("there", "ip:" + THERE);
    BufferedReader receiver = start(first, "receive", settings(certificates, "here"));
    BufferedReader sender = start(second, "send", settings(certificates, "there"));
    assertThat(await(receiver, "up")).endsWith("(there)");
    assertThat(await(sender, "up")).endsWith("(here)");
    await(receiver, "got");

    cable("down");
    await(receiver, "lost");
    await(sender, "lost");

    cable("up");
    await(receiver, "up");
    await(sender, "up");
    await(receiver, "got");
  }

  private static String await(BufferedReader lines, String word) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(word)) {
      line = lines.readLine();
    }
    assertThat(line).as("the process has ended before it said %s", word).isNotNull();
    return line;
  }
}
