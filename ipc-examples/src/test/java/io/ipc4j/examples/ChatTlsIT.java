package io.ipc4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.Ipc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat between two machines, which are two network namespaces, over TLS. */
final class ChatTlsIT {
  private static final String PASSWORD = "keep-this-secret";
  private static final String SERVER_ADDRESS = "10.83.41.1";
  private static final String CLIENT_ADDRESS = "10.83.41.2";

  private final String here = "ipc4j-" + ProcessHandle.current().pid() + "-a";
  private final String there = "ipc4j-" + ProcessHandle.current().pid() + "-b";
  private final List<Run> runs = new ArrayList<>();

  @TempDir Path directory;

  @BeforeEach
  void makeMachines() throws IOException, InterruptedException {
    assumeTrue(
        Ipc.installed().stream().anyMatch(info -> info.name().equals("tcp")),
        "the transport tcp is not installed");
    assumeTrue(
        Files.isExecutable(Path.of("/sbin/ip")) && "root".equals(System.getProperty("user.name")),
        "network namespaces need root and the command ip");
    command("ip", "netns", "add", here);
    command("ip", "netns", "add", there);
    String ends = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
    String end = "ia" + ends;
    String other = "ib" + ends;
    command(
        "ip", "-n", here, "link", "add", end, "type", "veth", "peer", "name", other, "netns",
        there);
    command("ip", "-n", here, "addr", "add", SERVER_ADDRESS + "/24", "dev", end);
    command("ip", "-n", there, "addr", "add", CLIENT_ADDRESS + "/24", "dev", other);
    for (String device : List.of("lo", end)) {
      command("ip", "-n", here, "link", "set", device, "up");
    }
    for (String device : List.of("lo", other)) {
      command("ip", "-n", there, "link", "set", device, "up");
    }
  }

  @AfterEach
  void removeMachines() throws IOException, InterruptedException {
    runs.forEach(Run::close);
    new ProcessBuilder("ip", "netns", "del", here).start().waitFor();
    new ProcessBuilder("ip", "netns", "del", there).start().waitFor();
  }

  private static void command(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    command(command.toArray(String[]::new));
  }

  /** An authority, and one certificate that serves on both machines. */
  private Map<String, String> certificates() throws IOException, InterruptedException {
    String store = directory.resolve("all.p12").toString();
    Path own = directory.resolve("chat.p12");
    Path authority = directory.resolve("authority.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=Authority",
        "-ext",
        "bc:c",
        "-keystore",
        store);
    keytool(
        "-genkeypair",
        "-alias",
        "chat",
        "-keyalg",
        "EC",
        "-dname",
        "CN=chat",
        "-signer",
        "ca",
        "-ext",
        "san=ip:" + SERVER_ADDRESS + ",ip:" + CLIENT_ADDRESS,
        "-keystore",
        store);
    keytool(
        "-exportcert", "-rfc", "-alias", "ca", "-file", authority.toString(), "-keystore", store);
    keytool(
        "-importkeystore",
        "-srckeystore",
        store,
        "-srcstorepass",
        PASSWORD,
        "-srcalias",
        "chat",
        "-destkeystore",
        own.toString());
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("IPC_TCP_TLS_CERTIFICATE", own.toString());
    environment.put("IPC_TCP_TLS_TRUSTED", authority.toString());
    environment.put("IPC_TCP_TLS_PASSWORD", PASSWORD);
    return environment;
  }

  private Run run(String machine, Map<String, String> tls, String example, String... args)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>(tls);
    Path file = directory.resolve("ipc.properties");
    Files.writeString(
        file, "ipc.transport=tcp\nipc.channel.*.address=" + SERVER_ADDRESS + ":4711\n");
    environment.put("IPC_CONFIG", file.toString());
    Run run = new Run(List.of("ip", "netns", "exec", machine), environment, example, args);
    runs.add(run);
    return run;
  }

  @Test
  void peopleOnTwoMachinesTalkAndStrangersDoNot() throws IOException, InterruptedException {
    Map<String, String> tls = certificates();
    Run server = run(here, tls, "chat.Server");
    server.awaitLine("serving a chat over tcp");
    Run ann = run(here, tls, "chat.Client", "--name", "ann");
    ann.awaitLine("-- ann joined");
    Run bob = run(there, tls, "chat.Client", "--name", "bob");
    bob.awaitLine("== you are bob in lobby, over tcp");
    bob.type("hello from over there", "/msg ann psst");
    ann.awaitLine("bob: hello from over there");
    ann.awaitLine("bob -> you: psst");

    Run stranger = run(there, Map.of(), "chat.Client", "--name", "eve");
    stranger.awaitLineWith("chat: [ipc/", "ipc.tcp.");
    assertThat(stranger.output(1)).noneMatch(line -> line.contains("eve joined"));
    Run insecure =
        run(there, Map.of("IPC_TCP_INSECURE", "true"), "chat.Client", "--name", "mallory");
    insecure.awaitLineWith("chat: [ipc/tls]", "wants a certificate");
    insecure.output(1);
    server.awaitLineWith("refused " + CLIENT_ADDRESS, "does not speak TLS");

    bob.kill();
    ann.awaitLine("-- bob left (connection lost)");
    assertThat(ann.lines()).noneMatch(line -> line.contains("eve") || line.contains("mallory"));
    ann.stopped();
  }
}
