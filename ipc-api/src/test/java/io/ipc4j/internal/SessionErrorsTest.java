package io.ipc4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session says when its configuration asks for what there isn't. */
class SessionErrorsTest {
  private static final String PLAIN = FakeTransports.Plain.class.getName();
  private static final String MISSING = FakeTransports.Missing.class.getName();

  @TempDir Path folder;
  private ClassLoader loader;

  @BeforeEach
  void findPlainAndMissing() {
    loader = FakeTransports.finding(folder, PLAIN, MISSING);
  }

  private String error(IpcConfig config, Consumer<Ipc> use) {
    return error(config, loader, use);
  }

  private String error(IpcConfig config, ClassLoader from, Consumer<Ipc> use) {
    IpcException thrown =
        catchThrowableOfType(
            IpcException.class,
            () -> {
              try (Ipc ipc = Ipc.open(config, from)) {
                use.accept(ipc);
              }
            });
    assertThat(thrown).as("an error").isNotNull();
    return thrown
        .getMessage()
        .replace(folder.toString(), "FOLDER")
        .replaceAll("[^ ]*/test-classes/?", "TEST-CLASSES");
  }

  private static IpcConfig config(String... pairs) {
    IpcConfig config = IpcConfig.builder().build();
    for (int i = 0; i < pairs.length; i += 2) {
      config = config.with(pairs[i], pairs[i + 1]);
    }
    return config;
  }

  @Test
  void everyErrorHasItsText() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("no transport", error(config(), ipc -> ipc.sender("quotes")));
    texts.put(
        "unknown transport", error(config("ipc.transport", "plane"), ipc -> ipc.sender("quotes")));
    texts.put(
        "unknown transport of one channel",
        error(
            config("ipc.transport", "plain", "ipc.channel.quotes.transport", "shm"),
            ipc -> ipc.receiver("quotes")));
    texts.put(
        "transport can't work here",
        error(config("ipc.transport", "missing"), ipc -> ipc.sender("quotes")));
    texts.put("unknown key", error(config("ipc.plain.dept", "4"), ipc -> {}));
    texts.put("value of a transport's key", error(config("ipc.plain.depth", "10"), ipc -> {}));
    texts.put(
        "bad channel name",
        error(config("ipc.transport", "plain"), ipc -> ipc.sender("../quotes")));
    texts.put("no regions", error(config("ipc.transport", "plain"), ipc -> ipc.regions().list()));
    for (String[] asked :
        List.of(
            new String[] {"receivers", "competing"},
            new String[] {"policy", "drop-oldest"},
            new String[] {"delivery", "acknowledged"},
            new String[] {"history", "10"},
            new String[] {"checksum", "crc32c"},
            new String[] {"pool", "1MiB"})) {
      texts.put(
          "not declared: " + asked[0],
          error(
              config("ipc.transport", "plain", "ipc.channel.quotes." + asked[0], asked[1]),
              ipc -> ipc.sender("quotes")));
    }
    putImpossibleTogether(texts);
    texts.put(
        "fixed size of requests",
        error(
            config("ipc.transport", "plain", "ipc.channel.ask.fixed-size", "8"),
            ipc -> ipc.requester("ask")));
    texts.put(
        "two providers of one name",
        error(
            config("ipc.transport", "plain"),
            FakeTransports.findingCopy(
                folder.resolve("other"),
                FakeTransports.Double.class,
                PLAIN,
                FakeTransports.Double.class.getName()),
            ipc -> {}));
    texts.put(
        "provider fails",
        error(
            config(),
            FakeTransports.finding(
                folder.resolve("failing"), FakeTransports.Failing.class.getName()),
            ipc -> {}));
    Golden.check("session-errors", texts);
  }

  private void putImpossibleTogether(Map<String, String> texts) {
    ClassLoader rich =
        FakeTransports.finding(folder.resolve("rich"), FakeTransports.Rich.class.getName());
    IpcConfig competing =
        config("ipc.transport", "plain", "ipc.channel.quotes.receivers", "competing");
    IpcConfig acknowledged =
        config("ipc.transport", "plain", "ipc.channel.quotes.delivery", "acknowledged");
    String policy = "ipc.channel.quotes.policy";
    texts.put("competing subscribers", error(competing, rich, ipc -> ipc.subscriber("quotes")));
    texts.put("acknowledged publishing", error(acknowledged, rich, ipc -> ipc.publisher("quotes")));
    texts.put(
        "competing, dropping the oldest",
        error(competing.with(policy, "drop-oldest"), rich, ipc -> ipc.sender("quotes")));
    texts.put(
        "acknowledged, dropping the oldest",
        error(acknowledged.with(policy, "drop-oldest"), rich, ipc -> ipc.sender("quotes")));
    texts.put(
        "requests, dropping the oldest",
        error(
            config("ipc.transport", "plain", policy, "drop-oldest"),
            rich,
            ipc -> ipc.requester("quotes")));
    IpcConfig history = config("ipc.transport", "plain", "ipc.channel.quotes.history", "10");
    texts.put("history of a queue", error(history, rich, ipc -> ipc.sender("quotes")));
    texts.put(
        "history that never fits",
        error(
            history
                .with("ipc.channel.quotes.fixed-size", "1000")
                .with("ipc.channel.quotes.capacity", "8KiB"),
            rich,
            ipc -> ipc.publisher("quotes")));
  }

  @Test
  void installedTellsWhatIsThereAndWhatCannotWork() {
    List<TransportInfo> installed = Session.installed(loader);
    assertThat(installed).extracting(TransportInfo::name).containsExactly("missing", "plain");
    assertThat(installed.getFirst().available()).isFalse();
    assertThat(installed.getFirst().reason()).contains("--enable-native-access");
    assertThat(installed.getLast().available()).isTrue();
  }

  @Test
  void explainNamesTheChoiceAndItsSource() {
    try (Ipc ipc = Ipc.open(config("ipc.transport", "plain"), loader)) {
      assertThat(ipc.explain().transport()).contains("plain");
      assertThat(ipc.explain().text())
          .contains("transport: plain (builder)", "installed: missing", "ipc.plain.depth");
    }
  }

  @Test
  void aClosedSessionOpensNothing() {
    Ipc ipc = Ipc.open(config("ipc.transport", "plain"), loader);
    ipc.close();
    ipc.close();
    IpcException thrown =
        catchThrowableOfType(IpcException.class, () -> ipc.sender("quotes").close());
    assertThat(thrown.id()).isEqualTo("ipc/closed");
  }
}
