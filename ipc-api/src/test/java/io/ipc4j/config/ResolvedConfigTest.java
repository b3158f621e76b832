package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.Policy;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResolvedConfigTest {

  private static final ConfigKey<Integer> OWN =
      ConfigKey.integer("ipc.shm.slots", "How many.", 1, 64).withDefault(8);

  private static ResolvedConfig resolve(String... keysAndValues) {
    return builder(keysAndValues).build().resolve(List.of(OWN));
  }

  private static IpcConfig.Builder builder(String... keysAndValues) {
    IpcConfig.Builder builder = IpcConfig.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return builder;
  }

  private static ResolvedConfig environment(Map<String, String> variables, String... properties) {
    Properties systemProperties = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      systemProperties.setProperty(properties[i], properties[i + 1]);
    }
    return IpcConfig.builder(new Surroundings(systemProperties, variables, Path.of("/nowhere")))
        .loadDefaults()
        .build()
        .resolve(List.of(OWN));
  }

  @Test
  void defaultsHoldWhereNothingIsWritten() {
    ResolvedConfig config = resolve();

    assertThat(config.get(ConfigKeys.NAMESPACE)).isEqualTo("default");
    assertThat(config.get(ConfigKeys.CHANNEL_CAPACITY, "any")).isEqualTo(4L << 20);
    assertThat(config.get(OWN)).isEqualTo(8);
    assertThat(config.origin(OWN)).isEqualTo(ConfigSource.DEFAULT);
    assertThat(config.find(ConfigKeys.DIRECTORY)).isEmpty();
    assertThat(config.find(ConfigKeys.CHANNEL_FIXED_SIZE, "any")).isEmpty();
  }

  @Test
  void whatHasNeitherValueNorDefaultIsMissing() {
    assertThatThrownBy(() -> resolve().get(ConfigKeys.TRANSPORT))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/missing-value] ipc.transport: not set");
    assertThatThrownBy(() -> resolve().get(ConfigKeys.CHANNEL_FIXED_SIZE, "quotes"))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/missing-value] ipc.channel.quotes.fixed-size: not set");
  }

  @Test
  void theNameItselfComesBeforeTheStar() {
    ResolvedConfig config =
        resolve("ipc.channel.quotes.policy", "fail", "ipc.channel.*.policy", "drop-newest");

    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "quotes")).isEqualTo(Policy.FAIL);
    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "others")).isEqualTo(Policy.DROP_NEWEST);
  }

  @Test
  void theNameItselfComesFirstEvenFromAWeakerSource() {
    ResolvedConfig config =
        environment(Map.of("IPC_CHANNEL_QUOTES_POLICY", "fail"), "ipc.channel.*.policy", "block");

    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "quotes")).isEqualTo(Policy.FAIL);
  }

  @Test
  void afterNameAndStarComesTheFallback() {
    assertThat(resolve().get(ConfigKeys.CHANNEL_WAIT, "q")).isEqualTo(WaitMode.BLOCK);

    ResolvedConfig session = resolve("ipc.wait", "spin");
    assertThat(session.get(ConfigKeys.CHANNEL_WAIT, "q")).isEqualTo(WaitMode.SPIN);
    assertThat(session.origin(ConfigKeys.CHANNEL_WAIT, "q")).hasToString("builder");
    assertThat(session.about(ConfigKeys.CHANNEL_WAIT, "q").text())
        .isEqualTo("ipc.wait=spin (builder)");

    ResolvedConfig star = resolve("ipc.wait", "spin", "ipc.channel.*.wait", "yield");
    assertThat(star.get(ConfigKeys.CHANNEL_WAIT, "q")).isEqualTo(WaitMode.YIELD);
    assertThat(star.about(ConfigKeys.CHANNEL_WAIT, "q").text())
        .isEqualTo("ipc.channel.*.wait=yield (builder)");

    assertThat(resolve("ipc.transport", "shm").find(ConfigKeys.REGIONS_TRANSPORT)).contains("shm");
    assertThat(resolve("ipc.transport", "shm").find(ConfigKeys.CHANNEL_TRANSPORT, "q"))
        .contains("shm");
    assertThat(resolve().find(ConfigKeys.CHANNEL_TRANSPORT, "q")).isEmpty();
  }

  @Test
  void namesMayHaveDots() {
    ResolvedConfig config = resolve("ipc.channel.eu.quotes.policy.policy", "fail");

    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "eu.quotes.policy")).isEqualTo(Policy.FAIL);
    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "eu.quotes")).isEqualTo(Policy.BLOCK);
  }

  @Test
  void ofTwoKeysThatFitTheLongerIsMeant() {
    ConfigKey<Long> longer =
        ConfigKey.size("ipc.channel.NAME.shm.pool", "Another pool.", 0, 99).withDefault(0L);
    ResolvedConfig config = builder("ipc.channel.q.shm.pool", "7").build().resolve(List.of(longer));

    assertThat(config.get(longer, "q")).isEqualTo(7);
    assertThat(config.get(ConfigKeys.CHANNEL_POOL, "q")).isZero();
    assertThat(config.get(ConfigKeys.CHANNEL_POOL, "q.shm")).isZero();
  }

  @Test
  void aVariableMeansEveryLowerCaseNameThatReadsTheSame() {
    ResolvedConfig config = environment(Map.of("IPC_CHANNEL_EU_QUOTES_MAX_MESSAGE_SIZE", "1k"));

    for (String name : List.of("eu_quotes", "eu-quotes", "eu.quotes")) {
      assertThat(config.get(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE, name)).isEqualTo(1024);
      assertThat(config.origin(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE, name))
          .hasToString("IPC_CHANNEL_EU_QUOTES_MAX_MESSAGE_SIZE");
    }
    for (String name : List.of("EU_QUOTES", "Eu-quotes", "euquotes", "eu.quote")) {
      assertThat(config.get(ConfigKeys.CHANNEL_MAX_MESSAGE_SIZE, name)).isEqualTo(16L << 20);
    }
  }

  @Test
  void aVariableIsWeakerThanAPropertyForTheSameName() {
    Map<String, String> variables = Map.of("IPC_CHANNEL_EU_QUOTES_POLICY", "fail");

    ResolvedConfig config = environment(variables, "ipc.channel.eu-quotes.policy", "drop-newest");

    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "eu-quotes")).isEqualTo(Policy.DROP_NEWEST);
    assertThat(config.get(ConfigKeys.CHANNEL_POLICY, "eu.quotes")).isEqualTo(Policy.FAIL);
  }

  @Test
  void aTransportsKeysHaveVariablesToo() {
    assertThat(environment(Map.of("IPC_SHM_SLOTS", "5")).get(OWN)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IPC_",
        "IPC_WAITT",
        "IPC_Wait",
        "IPC_CHANNEL_POLICY",
        "IPC_CHANNEL__POLICY",
        "IPC_CHANNEL_quotes_POLICY",
        "IPC_CHANNEL_*_POLICY",
        "IPC_CHANNEL_QUOTES_POLCY",
        "IPC_A-B"
      })
  void anUnknownVariableIsNamed(String variable) {
    assertThatThrownBy(() -> environment(Map.of(variable, "x")))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/unknown-key] " + variable + "=x (" + variable + "): not a");
  }

  @Test
  void everythingWrittenIsCheckedAlsoWhatIsOverridden() {
    assertThatThrownBy(() -> environment(Map.of("IPC_WAIT", "slowly"), "ipc.wait", "spin"))
        .hasMessageStartingWith("[ipc/bad-value] ipc.wait=slowly (IPC_WAIT)");
  }

  @Test
  void aStarStandsOnlyForAWholeName() {
    assertThatThrownBy(() -> resolve("ipc.channel.q*.policy", "fail"))
        .hasMessageStartingWith("[ipc/bad-name] ipc.channel.q*.policy=fail (builder)");
    assertThatThrownBy(() -> resolve("ipc.*", "fail"))
        .hasMessageStartingWith("[ipc/unknown-key] ipc.*=fail (builder)");
  }

  @Test
  void keysMustBeDeclaredAndAskedForAsDeclared() {
    ResolvedConfig config = resolve();
    ConfigKey<String> stranger = ConfigKey.string("ipc.other.key", "Nobody declared it.");

    assertThatThrownBy(() -> config.find(stranger))
        .isInstanceOf(IpcUsageException.class)
        .hasMessage("[ipc/bad-key] key=ipc.other.key: is not declared.");
    assertThatThrownBy(() -> config.find(ConfigKeys.CHANNEL_POLICY))
        .hasMessage("[ipc/bad-key] key=ipc.channel.NAME.policy: needs a name.");
    assertThatThrownBy(() -> config.find(ConfigKeys.WAIT, "quotes"))
        .hasMessage("[ipc/bad-key] key=ipc.wait: takes no name.");
  }

  @Test
  void aKeyDeclaredTwiceIsRefusedUnlessItIsTheSame() {
    IpcConfig config = builder().build();
    ConfigKey<Integer> twin = ConfigKey.integer("ipc.shm.slots", "Something else.", 1, 2);

    assertThat(config.resolve(List.of(OWN, OWN)).get(OWN)).isEqualTo(8);
    assertThatThrownBy(() -> config.resolve(List.of(OWN, twin)))
        .isInstanceOf(IpcConfigException.class)
        .hasMessage("[ipc/provider-failed] key=ipc.shm.slots: is declared twice.");
  }

  @Test
  void entriesShowEveryKeyAndEveryNameWritten() {
    ResolvedConfig config =
        environment(
            Map.of("IPC_CHANNEL_EU_QUOTES_WAIT", "spin", "IPC_CHANNEL_ALERTS_WAIT", "yield"),
            "ipc.channel.eu-quotes.policy",
            "fail",
            "ipc.channel.*.capacity",
            "64k",
            "ipc.region.book.guarded",
            "true");

    List<ConfigEntry> entries = config.entries();

    assertThat(entries)
        .filteredOn(entry -> !entry.key().isPerName())
        .extracting(ConfigEntry::key)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ConfigKeys.all().stream().filter(key -> !key.isPerName()), Stream.of(OWN))
                .toList());
    assertThat(entries).extracting(ConfigEntry::key).containsAll(ConfigKeys.all()).contains(OWN);
    assertThat(entries)
        .filteredOn(entry -> entry.key() == ConfigKeys.CHANNEL_WAIT)
        .extracting(entry -> entry.name() + " " + entry.value().orElse("-") + " " + entry.source())
        .containsExactly(
            "ipc.channel.NAME.wait block default",
            "ipc.channel.alerts.wait yield IPC_CHANNEL_ALERTS_WAIT",
            "ipc.channel.eu-quotes.wait spin IPC_CHANNEL_EU_QUOTES_WAIT");
    assertThat(entries)
        .filteredOn(entry -> entry.name().equals("ipc.channel.eu-quotes.capacity"))
        .singleElement()
        .isEqualTo(
            new ConfigEntry(
                "ipc.channel.eu-quotes.capacity",
                ConfigKeys.CHANNEL_CAPACITY,
                Optional.of("64k"),
                new ConfigSource(ConfigSource.Kind.SYSTEM_PROPERTY, "-Dipc.channel.*.capacity")));
    assertThat(entries)
        .filteredOn(entry -> entry.key() == ConfigKeys.REGION_GUARDED)
        .extracting(ConfigEntry::name)
        .containsExactly("ipc.region.NAME.guarded", "ipc.region.book.guarded");
  }

  @Test
  void aSecretIsShownNowhere() {
    ConfigKey<String> key = ConfigKey.string("ipc.x.password", "Opens the door.").secret();
    IpcConfig written = builder("ipc.x.password", "hunter2").build();
    ResolvedConfig config = written.resolve(List.of(key));

    assertThat(config.get(key)).isEqualTo("hunter2");
    assertThat(config.about(key).text()).startsWith("ipc.x.password=(hidden)");
    assertThat(config.entries().toString()).contains("(hidden)").doesNotContain("hunter2");
    assertThat(written.toString()).contains("ipc.x.password").doesNotContain("hunter2");
  }
}
