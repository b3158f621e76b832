package io.ipc4j.config;

import java.util.List;
import java.util.Map;

/** Renders docs/configuration.md from keys. */
public final class ConfigDocs {

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from the keys that the framework and its transports declare; do not edit. -->

      A value is taken from the first of these places that has it:

      1. the program: `IpcConfig.builder().set(key, value)`, or `--set key=value` of the `ipc` tool
      2. a system property: `-Dipc.transport=shm`
      3. the environment: `IPC_TRANSPORT=shm`
      4. the file that `ipc.config` or `IPC_CONFIG` names, else `./ipc.properties` if it exists
      5. the default

      `ipc config` shows every key with its value and the place it came from.

      - **Files** are Java properties files in UTF-8. A key may stand in a file once.
      - **Names**: in a key with the segment `NAME`, the name of the channel or region stands there:
        `ipc.channel.quotes.policy=fail`. `*` stands for all names that have no value of their own:
        `ipc.channel.*.policy=fail`. A name is {names}.
      - **Environment variables** are the key in upper case with `_` for `.` and `-`:
        `IPC_CHANNEL_QUOTES_MAX_MESSAGE_SIZE`. The name in one means every lower-case name that reads
        the same: `MY_QUOTES` is `my-quotes`, `my.quotes` and `my_quotes`. Variables that begin with
        `IPC_` and are not configuration: {variables}.
      - **Sizes** are numbers of bytes with an optional binary unit: `4096`, `64k`, `4MiB`, `1g`.
      - **Durations** are numbers with a unit: `500us`, `10ms`, `5s`, `2m`, or `0`.
      - **Nothing is ignored or adjusted**: an unknown key and a value that is not allowed are errors
        that name the place.

      """;

  private ConfigDocs() {}

  /**
   * The whole document.
   *
   * @param sections the keys by title of their section, in the order of the map
   */
  public static String markdown(Map<String, List<ConfigKey<?>>> sections) {
    String variables = "`" + String.join("`, `", Variables.NOT_CONFIGURATION) + "`";
    StringBuilder result =
        new StringBuilder(
            INTRODUCTION.replace("{names}", Names.ALLOWED).replace("{variables}", variables));
    String separator = "";
    for (Map.Entry<String, List<ConfigKey<?>>> section : sections.entrySet()) {
      result.append(separator).append(section(section.getKey(), section.getValue()));
      separator = "\n";
    }
    return result.toString();
  }

  /** One section: its heading and a table of its keys. */
  public static String section(String title, List<ConfigKey<?>> keys) {
    StringBuilder result = new StringBuilder("## ").append(title).append("\n\n");
    result.append("| Key | Default | Allowed | Meaning |\n| --- | --- | --- | --- |\n");
    for (ConfigKey<?> key : keys) {
      result.append("| `").append(key.name()).append("` | ");
      result.append(cell(defaultOf(key))).append(" | ");
      result.append(cell(key.allowed())).append(" | ");
      result.append(cell(key.meaning())).append(" |\n");
    }
    return result.toString();
  }

  private static String defaultOf(ConfigKey<?> key) {
    return key.defaultValue().isPresent() ? "`" + key.defaultText() + "`" : key.defaultText();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
