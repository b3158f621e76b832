package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.Ipc;
import io.ipc4j.Leftover;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc clean}. */
@Command(
    name = "clean",
    header = "Removes what killed processes left behind.",
    description = {
      "Never removes what anybody alive uses, nor messages that can still be received, nor regions."
          + " Nobody has to clean: what is in the way is removed by whoever opens the channel."
    },
    footer = {"  ipc clean", "  ipc clean --all --json"})
final class CleanCommand extends SessionCommand {

  @Option(
      names = "--all",
      order = 1,
      description = "In all namespaces, not just the configured one.")
  private boolean all;

  @Option(names = "--json", order = 2, description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Leftover> found;
    try (Ipc ipc = Ipc.open(config().build())) {
      found = all ? ipc.cleanAllNamespaces() : ipc.clean();
    }
    if (json) {
      Json.print(out(), writer -> write(writer, found));
    } else if (found.isEmpty()) {
      out().println("Nothing was left behind.");
    } else {
      Table table = new Table("TRANSPORT", "REMOVED", "PATH", "BECAUSE");
      for (Leftover one : found) {
        table.add(one.transport(), one.removed() ? "yes" : "no", one.path(), one.reason());
      }
      table.lines().forEach(out()::println);
    }
    return ExitCode.OK;
  }

  private static void write(JsonWriter json, List<Leftover> found) throws IOException {
    json.beginArray();
    for (Leftover one : found) {
      json.beginObject();
      json.name("transport").value(one.transport());
      json.name("path").value(one.path());
      json.name("removed").value(one.removed());
      json.name("reason").value(one.reason());
      json.endObject();
    }
    json.endArray();
  }
}
