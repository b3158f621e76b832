package io.ipc4j.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ipc4j.error.IpcException;
import io.ipc4j.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts that a user sees who got the configuration wrong, each kept in a golden file. */
final class ConfigErrorTextsTest {

  private static final ConfigKey<Long> SHM_POOL =
      ConfigKey.size("ipc.channel.NAME.shm.pool", "A pool.", 0, 99);

  @TempDir Path directory;

  private final Map<String, String> texts = new LinkedHashMap<>();

  @Test
  void textsOfFiles() throws IOException {
    file("unknown key", "ipc.transprot=shm\n");
    file("unknown key of a channel", "\n\nipc.channel.quotes.polcy=fail\n");
    file("unknown segment of a channel's key", "ipc.chanel.quotes.policy=fail\n");
    file("channel's key without a name", "ipc.channel.policy=fail\n");
    file("unknown key with nothing near", "ipc.aeron.directory=/dev/shm/aeron\n");
    file("a stranger's key", "server.port=8080\n");
    file("empty value", "ipc.transport=\n");
    file("bad name in a value", "ipc.namespace=../other\n");
    file("bad name in a key", "ipc.channel.my/quotes.policy=fail\n");
    file("unknown word", "ipc.channel.quotes.policy=drop_oldest\n");
    file("size below its range", "ipc.channel.quotes.capacity=100\n");
    file("size with a decimal unit", "ipc.channel.quotes.capacity=4MB\n");
    file("size that is too large", "ipc.channel.quotes.pool=99999999t\n");
    file("duration out of range", "ipc.spin=2s\n");
    file("duration without unit", "ipc.linger=5\n");
    file("number", "ipc.channel.quotes.history=many\n");
    file("truth value", "ipc.region.book.guarded=yes\n");
    file("value of a default for all names", "ipc.channel.*.wait=sleep\n");
    file("value that breaks the line", "ipc.wait=spin\\n[ipc/ok] all is well\n");
    file("value that is very long", "ipc.wait=" + "x".repeat(5_000) + "\n");
    file("key twice", "ipc.wait=spin\nipc.wait=block\n");
    file("malformed line", "ipc.wait=\\u00zz\n");
    file("file in a file", "ipc.config=other.properties\n");
    Golden.check("config-file-errors", texts);
  }

  @Test
  void textsOfVariables() {
    variable("unknown variable", "IPC_TRANSPROT", "shm");
    variable("unknown variable of a channel", "IPC_CHANNEL_QUOTES_POLCY", "fail");
    variable("unknown variable with nothing near", "IPC_AERON_DIRECTORY", "/dev/shm/aeron");
    variable("variable in lower case", "IPC_Wait", "spin");
    variable("variable that fits several keys", "IPC_CHANNEL_Q_SHM_POOL", "7");
    variable("variable with a bad value", "IPC_CHANNEL_QUOTES_CAPACITY", "1k");
    variable("empty variable", "IPC_WAIT", "");
    variable("named file that is missing", "IPC_CONFIG", "nowhere.properties");
    Golden.check("config-variable-errors", texts);
  }

  @Test
  void textsOfPrograms() {
    property("property", "ipc.wait", "slow");
    text("builder", () -> IpcConfig.builder().set("ipc.wait", "spinn").build());
    text("command line", () -> IpcConfig.builder().set("ipc.wait", "a", "--set").build());
    text(
        "value that is missing",
        () -> {
          IpcConfig config = IpcConfig.builder().build();
          config.resolve(List.of()).get(ConfigKeys.TRANSPORT);
          return config;
        });
    text(
        "name of a channel in the program",
        () -> {
          Names.require("channel", "a channel");
          return IpcConfig.builder().build();
        });
    Golden.check("config-program-errors", texts);
  }

  private void file(String title, String content) throws IOException {
    Files.writeString(directory.resolve("ipc.properties"), content);
    surroundings(title, new Surroundings(new Properties(), Map.of(), directory));
  }

  private void variable(String title, String name, String value) {
    surroundings(title, new Surroundings(new Properties(), Map.of(name, value), directory));
  }

  private void property(String title, String key, String value) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    surroundings(title, new Surroundings(properties, Map.of(), directory));
  }

  private void surroundings(String title, Surroundings surroundings) {
    text(title, () -> IpcConfig.builder(surroundings).loadDefaults().build());
  }

  private interface Action {
    IpcConfig run();
  }

  private void text(String title, Action action) {
    IpcException error =
        catchThrowableOfType(IpcException.class, () -> action.run().resolve(List.of(SHM_POOL)));
    texts.put(title, error == null ? "NO ERROR" : String.valueOf(error.getMessage()));
  }
}
