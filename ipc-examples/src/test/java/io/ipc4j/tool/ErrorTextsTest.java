package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tool says to mistakes, word by word, and how it ends. */
final class ErrorTextsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/tool-errors.txt");

  private static final List<String> MISTAKES =
      List.of(
          "",
          "sned quotes",
          "send",
          "send a b",
          "send quotes -t shmm",
          "send quotes --transport shm --set ipc.namespce=x",
          "send quotes --transport shm --set ipc.wait=never",
          "send quotes --transport shm --set ipc.linger=2h",
          "send quotes --transport shm --set ipc.channel.quotes.capacity=1k",
          "send quotes --transport shm --set wrong",
          "send .quotes --transport shm -m x",
          "send quotes --size 0",
          "send quotes --size many",
          "send quotes --lines --whole",
          "send quotes -m text --whole",
          "send quotes --timeout 5",
          "send quotes --unknown",
          "send quotes -t inproc --file no/such/file",
          "publish ticks --subscribers -1 -t inproc",
          "receive quotes --count 0",
          "receive quotes --idle-timeout soon",
          "reply quotes",
          "region",
          "region create board",
          "region create board --size 0 --transport inproc",
          "region attach board --read-only --size 1k",
          "region list --transport uds",
          "transports -t sh",
          "demo -t tpc",
          "demo --file no/such/file",
          "demo --size 4k",
          "compare --size 0",
          "compare --rate -1",
          "compare --receivers 0",
          "compare --max-idle-cpu -5",
          "compare --prefer speed",
          "compare --json no/such/folder/all.json",
          "compare --html src",
          "compare --from no/such/file",
          "compare --from pom.xml",
          "compare --from pom.xml --quick");

  /** One call of the tool in this process. */
  private record Call(int exitCode, String out, String err) {
    static Call of(String commandLine) {
      String[] args = commandLine.isEmpty() ? new String[0] : commandLine.split(" ");
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
      return new Call(code, out.toString(), err.toString());
    }
  }

  @Test
  void mistakesAreExplained() throws IOException {
    StringBuilder actual = new StringBuilder();
    for (String mistake : MISTAKES) {
      Call call = Call.of(mistake);
      actual.append("$ ipc ").append(mistake).append("\n").append(call.err());
      actual.append("[").append(call.exitCode()).append("]\n\n");
      assertThat(call.out()).as("standard output of %s", mistake).isEmpty();
    }
    if (Boolean.getBoolean("ipc.docs.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, actual);
    }
    assertThat(actual.toString())
        .as("%s; rewrite it with -Dipc.docs.update=true", GOLDEN)
        .isEqualTo(Files.readString(GOLDEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "compare",
        "transports",
        "config",
        "send",
        "receive",
        "publish",
        "subscribe",
        "request",
        "reply",
        "region",
        "region create",
        "region attach",
        "region write",
        "region read",
        "region list",
        "region remove"
      })
  void everyCommandHelpsWithExamples(String command) {
    Call call = Call.of((command + " --help").strip());
    assertThat(call.exitCode()).isZero();
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains("Usage: ipc").contains("Examples:").contains("ipc " + command);
    assertThat(call.out().lines()).allMatch(line -> line.length() <= 100);
    if (!command.equals("region")) {
      assertThat(call.out()).contains("Exit codes:");
    }
  }

  @Test
  void theVersionIsTold() {
    assertThat(Call.of("--version").out()).startsWith("ipc ").contains("Java 25");
  }

  @Test
  void configurationIsShownWithItsSources() {
    String text = Call.of("config --set ipc.wait=spin").out();
    assertThat(text).contains("ipc.wait = spin  [--set]").contains("ipc.linger = 5s  [default]");
    String json = Call.of("config --json").out();
    assertThat(json).contains("\"key\": \"ipc.channel.NAME.policy\"").contains("\"allowed\"");
  }

  @Test
  void whatEachEndReservesIsShown() {
    String settings =
        " -t shm --set ipc.channel.frames.pool=64MiB --set ipc.channel.frames.capacity=4MiB";
    long queue = 8192 + (4L << 20);
    long pool = 4096 + (64L << 20);
    assertThat(Call.of("config" + settings).out())
        .contains(
            "channel frames as a sender reserves 68.0 MiB (" + (queue + pool) + " bytes) by shm",
            "channel frames as a publisher reserves",
            "channel frames as a receiver reserves 0 B (0 bytes) by shm",
            "channel NAME as a sender reserves");
    assertThat(Call.of("config --json" + settings).out())
        .contains("\"channel\": \"frames\"", "\"bytes\": " + (queue + pool));
    assertThat(Call.of("config -t uds").out()).doesNotContain("reserves");
  }

  @Test
  void transportsAreListed() {
    assertThat(Call.of("transports").out()).contains("shm: ").contains("uds: ").contains("traits:");
    assertThat(Call.of("transports --json -t shm").out()).contains("\"cross-process\"");
  }

  /** Only a failure that nobody foresaw needs a trace; it is shown when it is asked for. */
  @Test
  void aTraceIsShownOnlyWhenAskedFor() {
    String mistake = "region attach nowhere -t inproc";
    assertThat(Call.of(mistake).err()).doesNotContain("\tat ");
    assertThat(Call.of(mistake + " --verbose").err()).contains("\tat ");
  }
}
