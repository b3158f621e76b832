package io.ipc4j.tool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ipc4j.tool.ToolProcess;
import io.ipc4j.tool.ToolWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The demo, as a user starts it. */
final class DemoIT {

  private final ToolWorld world = new ToolWorld("shm");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void everyTransportPassesTheSourceTreeUnchanged() throws Exception {
    List<String> names = List.of("inproc", "mq", "pipe", "shm", "stdio", "tcp", "uds");
    List<String> command = new ArrayList<>(List.of("demo", "--json"));
    names.forEach(name -> command.addAll(List.of("-t", name)));
    ToolProcess demo = world.start(command.toArray(String[]::new)).expectExit(0);
    JsonObject result = JsonParser.parseString(demo.text()).getAsJsonObject();

    Corpus corpus = Corpus.ofSourceTree(SourceTree.root());
    StreamDigest expected = new StreamDigest();
    corpus.cut(expected::onMessage);
    String digest = expected.hex();

    JsonArray transports = result.getAsJsonArray("transports");
    assertThat(transports)
        .extracting(t -> text(t.getAsJsonObject(), "name"))
        .containsExactlyElementsOf(names);
    for (var element : transports) {
      JsonObject transport = element.getAsJsonObject();
      assertThat(transport.keySet())
          .containsExactly(
              "name",
              "messages",
              "bytes",
              "sha256Sent",
              "sha256Received",
              "ok",
              "messagesPerSecond",
              "roundTripNanos");
      assertThat(transport.get("messages").getAsLong()).isEqualTo(expected.messages());
      assertThat(transport.get("bytes").getAsLong()).isEqualTo(expected.bytes());
      assertThat(text(transport, "sha256Sent")).isEqualTo(digest);
      assertThat(text(transport, "sha256Received")).isEqualTo(digest);
      assertThat(transport.get("ok").getAsBoolean()).isTrue();
      assertThat(transport.get("messagesPerSecond").getAsLong()).isPositive();
      JsonObject roundTrip = transport.getAsJsonObject("roundTripNanos");
      assertThat(roundTrip.keySet()).containsExactly("p50", "p99");
      assertThat(roundTrip.get("p50").getAsLong())
          .isPositive()
          .isLessThanOrEqualTo(roundTrip.get("p99").getAsLong());
    }
    JsonObject region = result.getAsJsonObject("region");
    assertThat(region.keySet()).containsExactly("processes", "expected", "found", "ok");
    assertThat(region.get("processes").getAsInt()).isEqualTo(4);
    assertThat(region.get("expected").getAsLong()).isEqualTo(40_000);
    assertThat(region.get("found").getAsLong()).isEqualTo(40_000);
    assertThat(region.get("ok").getAsBoolean()).isTrue();
    assertThat(world.newFile("d")).as("what it leaves behind").isEmptyDirectory();
  }

  @Test
  void anotherFileIsShownInATable() throws Exception {
    byte[] content = new byte[100_000];
    new Random(6).nextBytes(content);
    Path file = world.file("picture", content);
    List<String> lines =
        world
            .start("demo", "-t", "shm", "--file", file.toString())
            .expectExit(0)
            .text()
            .lines()
            .toList();
    assertThat(lines.getFirst()).contains("picture").contains("in messages of 4096 bytes");
    assertThat(lines).anyMatch(line -> line.matches("shm +25 +100,000 +([0-9a-f]{12}) +\\1 .*"));
    assertThat(lines).anyMatch(line -> line.contains("expected 40,000, found 40,000"));
  }

  @Test
  void aWorkerThatFailsIsShownAndTheRestGoesOn() throws Exception {
    ToolProcess demo =
        world.start(
            "demo",
            "-t",
            "shm",
            "-t",
            "inproc",
            "--json",
            "--set",
            "ipc.channel.demo-stream.max-message-size=10");
    JsonObject result = JsonParser.parseString(demo.expectExit(1).text()).getAsJsonObject();
    assertThat(result.getAsJsonArray("transports"))
        .hasSize(2)
        .allMatch(transport -> !transport.getAsJsonObject().get("ok").getAsBoolean());
    assertThat(result.getAsJsonObject("region").get("ok").getAsBoolean()).isTrue();
    assertThat(demo.errors())
        .contains("shm: a worker process ended with exit code 1")
        .contains("[ipc/message-too-large]");
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
