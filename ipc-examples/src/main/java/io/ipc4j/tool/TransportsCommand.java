package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc transports}. */
@Command(
    name = "transports",
    header = "Lists the installed transports, what they can do, and whether they work here.",
    footer = {
      "  ipc transports",
      "  ipc transports --json",
      "  ipc transports --transport shm    this one alone"
    })
final class TransportsCommand extends SessionCommand {

  @Option(names = "--json", order = 1, description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<TransportInfo> all = Ipc.installed();
    String name = transport();
    List<TransportInfo> shown = name == null ? all : List.of(Installed.require(name, all));
    if (json) {
      Json.print(out(), writer -> write(writer, shown));
    } else {
      shown.forEach(this::print);
    }
    return ExitCode.OK;
  }

  private void print(TransportInfo info) {
    out().println(info.name() + ": " + info.description());
    out().println("  " + (info.available() ? "available" : "unavailable: " + info.reason()));
    out().println("  from " + shortened(info.module()));
    out().println("  traits: " + (info.traits().isEmpty() ? "none" : join(info)));
  }

  /** A jar's name says enough; the folder of a module that was not packaged says more. */
  private static String shortened(String module) {
    Path file = Path.of(module).getFileName();
    return module.endsWith(".jar") && file != null ? file.toString() : module;
  }

  private static String join(TransportInfo info) {
    return String.join(", ", traits(info));
  }

  private static List<String> traits(TransportInfo info) {
    return info.traits().stream().sorted().map(Trait::text).toList();
  }

  private static void write(JsonWriter json, List<TransportInfo> transports) throws IOException {
    json.beginArray();
    for (TransportInfo info : transports) {
      json.beginObject();
      json.name("name").value(info.name());
      json.name("description").value(info.description());
      json.name("module").value(info.module());
      json.name("available").value(info.available());
      json.name("reason").value(info.reason());
      json.name("traits").beginArray();
      for (String trait : traits(info)) {
        json.value(trait);
      }
      json.endArray().endObject();
    }
    json.endArray();
  }
}
