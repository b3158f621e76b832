package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.Ipc;
import io.ipc4j.config.ConfigEntry;
import io.ipc4j.config.ConfigKey;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc config}. */
@Command(
    name = "config",
    header = "Shows every configuration key: its value and where that comes from, its default,",
    description = {
      "what is allowed and what it means. NAME in a key stands for any channel or region; the line",
      "shows what holds for those that have no value of their own."
    },
    footer = {
      "  ipc config",
      "  ipc config --json",
      "  ipc config --set ipc.channel.quotes.policy=fail    what would hold then"
    })
final class ConfigCommand extends SessionCommand {

  @Option(names = "--json", order = 1, description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (Ipc ipc = Ipc.open(config().build())) {
      List<ConfigEntry> entries = ipc.explain().entries();
      if (json) {
        Json.print(out(), writer -> write(writer, entries));
      } else {
        entries.forEach(this::print);
      }
    }
    return ExitCode.OK;
  }

  private void print(ConfigEntry entry) {
    ConfigKey<?> key = entry.key();
    String value = entry.value().orElse("(not set)");
    out().println(entry.name() + " = " + value + "  [" + entry.source() + "]");
    out().println("    " + key.meaning());
    out().println("    default: " + key.defaultText() + "; allowed: " + key.allowed());
  }

  private static void write(JsonWriter json, List<ConfigEntry> entries) throws IOException {
    json.beginArray();
    for (ConfigEntry entry : entries) {
      ConfigKey<?> key = entry.key();
      json.beginObject();
      json.name("key").value(entry.name());
      json.name("value").value(entry.value().orElse(null));
      json.name("source").value(entry.source().toString());
      json.name("default").value(key.defaultText());
      json.name("allowed").value(key.allowed());
      json.name("unit").value(key.unit());
      json.name("meaning").value(key.meaning());
      json.endObject();
    }
    json.endArray();
  }
}
