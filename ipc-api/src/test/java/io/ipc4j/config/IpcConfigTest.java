package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.Policy;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IpcConfigTest {

  @TempDir Path directory;

  private final Properties properties = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  private IpcConfig.Builder builder() {
    return IpcConfig.builder(new Surroundings(properties, environment, directory));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static ResolvedConfig resolve(IpcConfig config) {
    return config.resolve(List.of());
  }

  private void assertWait(IpcConfig config, WaitMode expected, String source) {
    assertThat(resolve(config).get(ConfigKeys.WAIT)).isEqualTo(expected);
    assertThat(resolve(config).origin(ConfigKeys.WAIT)).hasToString(source);
  }

  @Test
  void theStrongestSourceHoldsAndIsKnown() throws IOException {
    assertWait(builder().loadDefaults().build(), WaitMode.BLOCK, "default");

    file("ipc.properties", "\nipc.wait=spin\n");
    assertWait(builder().loadDefaults().build(), WaitMode.SPIN, "./ipc.properties:2");

    environment.put("IPC_WAIT", "yield");
    assertWait(builder().loadDefaults().build(), WaitMode.YIELD, "IPC_WAIT");

    properties.setProperty("ipc.wait", "backoff");
    assertWait(builder().loadDefaults().build(), WaitMode.BACKOFF, "-Dipc.wait");

    assertWait(builder().set("ipc.wait", "spin").loadDefaults().build(), WaitMode.SPIN, "builder");
    assertWait(
        builder().loadDefaults().set("ipc.wait", "spin", "--set").build(), WaitMode.SPIN, "--set");
    assertWait(
        builder().loadDefaults().build().with(ConfigKeys.WAIT, WaitMode.SPIN),
        WaitMode.SPIN,
        "builder");
  }

  @Test
  void aBuilderAloneReadsNothingFromOutside() throws IOException {
    file("ipc.properties", "ipc.wait=spin");
    environment.put("IPC_WAIT", "yield");
    properties.setProperty("ipc.wait", "backoff");

    assertWait(builder().build(), WaitMode.BLOCK, "default");
    assertThat(builder().build().settings()).isEmpty();
  }

  @Test
  void otherPropertiesAndVariablesAreNotOurs() {
    properties.setProperty("ipcx.wait", "x");
    properties.setProperty("java.version", "25");
    properties.setProperty("ipc.fast", "true");
    properties.setProperty("ipc.docs.update", "false");
    environment.put("PATH", "/bin");
    environment.put("ipc_wait", "x");
    environment.put("IPCX", "x");
    environment.put("IPC_JAVA_HOME", "/usr");
    environment.put("IPC_JAVA_OPTS", "-Xmx1g");
    environment.put("IPC_CLASSPATH", "a.jar");

    assertThat(builder().loadDefaults().build().settings()).isEmpty();
  }

  @Test
  void theFileCanBeNamedInThreePlaces() throws IOException {
    file("ipc.properties", "ipc.wait=block");
    file("env", "ipc.wait=yield");
    file("property", "ipc.wait=backoff");
    file("builder", "ipc.wait=spin");

    environment.put("IPC_CONFIG", "env");
    assertWait(builder().loadDefaults().build(), WaitMode.YIELD, "env:1");

    properties.setProperty("ipc.config", "./property");
    assertWait(builder().loadDefaults().build(), WaitMode.BACKOFF, "./property:1");

    Path absolute = directory.resolve("builder");
    IpcConfig config = builder().loadDefaults().set(ConfigKeys.CONFIG, absolute).build();
    assertWait(config, WaitMode.SPIN, absolute + ":1");
    assertThat(resolve(config).origin(ConfigKeys.CONFIG)).hasToString("builder");
    assertWait(builder().set("ipc.config", "builder").build(), WaitMode.SPIN, "builder:1");
  }

  @Test
  void aNamedFileMustExist() {
    environment.put("IPC_CONFIG", "nowhere");

    assertThatThrownBy(() -> builder().loadDefaults().build())
        .isInstanceOf(IpcConfigException.class)
        .hasMessage("[ipc/config-file] file=nowhere: the configuration file does not exist.");
  }

  @Test
  void anEmptyNameOfAFileIsAnError() {
    environment.put("IPC_CONFIG", "");

    assertThatThrownBy(() -> builder().loadDefaults().build())
        .hasMessage("[ipc/bad-value] ipc.config= (IPC_CONFIG): is empty. Allowed: a path.");
  }

  @Test
  void laterFilesAreStronger() throws IOException {
    file("ipc.properties", "ipc.wait=block\nipc.linger=1s");
    file("a", "ipc.wait=yield\nipc.spin=1us");
    file("b", "#\nipc.wait=spin");

    IpcConfig config =
        builder().loadFile(Path.of("a")).loadFile(Path.of("b")).loadDefaults().build();

    assertWait(config, WaitMode.SPIN, "b:2");
    assertThat(resolve(config).origin(ConfigKeys.SPIN)).hasToString("a:2");
    assertThat(resolve(config).origin(ConfigKeys.LINGER)).hasToString("./ipc.properties:2");
  }

  @Test
  void aFileCannotNameAnother() throws IOException {
    file("ipc.properties", "ipc.config=other");

    assertThatThrownBy(() -> builder().loadDefaults().build())
        .hasMessage(
            "[ipc/config-file] ipc.config=other (./ipc.properties:1): a configuration file cannot"
                + " name another one.");
  }

  @Test
  void aConfigurationDoesNotChange() {
    IpcConfig before = builder().set("ipc.wait", "spin").build();
    IpcConfig after = before.with("ipc.wait", "yield");

    assertWait(before, WaitMode.SPIN, "builder");
    assertWait(after, WaitMode.YIELD, "builder");
    assertThatThrownBy(() -> before.settings().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aBuilderGoesOnWithoutChangingWhatItBuilt() {
    IpcConfig.Builder builder = builder().set("ipc.wait", "spin");
    IpcConfig built = builder.build();
    builder.set("ipc.wait", "yield");

    assertWait(built, WaitMode.SPIN, "builder");
    assertWait(builder.build(), WaitMode.YIELD, "builder");
  }

  @Test
  void typedValuesAreWrittenAsTheirKeyReadsThem() {
    IpcConfig config =
        builder()
            .set(ConfigKeys.WAIT, WaitMode.SPIN)
            .set(ConfigKeys.CHANNEL_POLICY, "quotes", Policy.DROP_OLDEST)
            .build()
            .with(ConfigKeys.CHANNEL_CAPACITY, "*", 65536L);

    assertThat(config.settings())
        .extracting(setting -> setting.key() + "=" + setting.value())
        .containsExactly(
            "ipc.wait=spin",
            "ipc.channel.quotes.policy=drop-oldest",
            "ipc.channel.*.capacity=64KiB");
  }

  @Test
  void theFileCannotBeChosenAfterLoading() {
    IpcConfig config = builder().build();

    assertThatThrownBy(() -> config.with("ipc.config", "x"))
        .isInstanceOf(IpcUsageException.class)
        .hasMessageContaining("loadFile");
  }

  @Test
  void theProcessItselfIsReadByDefault() {
    System.setProperty("ipc.namespace", "from-the-process");
    try {
      assertThat(resolve(IpcConfig.load()).get(ConfigKeys.NAMESPACE)).isEqualTo("from-the-process");
    } finally {
      System.clearProperty("ipc.namespace");
    }
  }
}
