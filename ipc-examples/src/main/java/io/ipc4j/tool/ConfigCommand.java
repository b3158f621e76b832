package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.Explanation;
import io.ipc4j.Footprint;
import io.ipc4j.Ipc;
import io.ipc4j.channel.Pattern;
import io.ipc4j.config.ConfigEntry;
import io.ipc4j.config.ConfigKey;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc config}. */
@Command(
    name = "config",
    header = "Shows every configuration key: value, source, default, allowed range, meaning.",
    description = {
      "",
      "NAME in a key stands for any channel or region; the line shows what holds for those that",
      "have no value of their own. Then, where the transport can tell, how many bytes each end of",
      "each channel reserves when it opens."
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
      Explanation explanation = ipc.explain();
      if (json) {
        Json.print(out(), writer -> write(writer, explanation));
      } else {
        explanation.entries().forEach(this::print);
        explanation.footprints().forEach(this::print);
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

  private void print(Footprint footprint) {
    out()
        .println(
            "channel "
                + footprint.channel()
                + " as a "
                + end(footprint)
                + " reserves "
                + Numbers.bytes(footprint.bytes())
                + " ("
                + footprint.bytes()
                + " bytes) by "
                + footprint.transport());
  }

  private static String end(Footprint footprint) {
    boolean publishes = footprint.pattern() == Pattern.PUBLISH_SUBSCRIBE;
    return switch (footprint.role()) {
      case WRITER -> publishes ? "publisher" : "sender";
      case READER -> publishes ? "subscriber" : "receiver";
      case REQUESTER -> "requester";
      case RESPONDER -> "responder, to each requester,";
    };
  }

  private static void write(JsonWriter json, Explanation explanation) throws IOException {
    json.beginObject();
    json.name("keys");
    writeKeys(json, explanation.entries());
    json.name("footprints").beginArray();
    for (Footprint footprint : explanation.footprints()) {
      json.beginObject();
      json.name("channel").value(footprint.channel());
      json.name("transport").value(footprint.transport());
      json.name("pattern").value(word(footprint.pattern()));
      json.name("role").value(word(footprint.role()));
      json.name("bytes").value(footprint.bytes());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void writeKeys(JsonWriter json, List<ConfigEntry> entries) throws IOException {
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
