package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.Ipc;
import io.ipc4j.region.RegionInfo;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc region list}. */
@Command(
    name = "list",
    header = "Lists the regions of the namespace.",
    footer = {"  ipc region list", "  ipc region list --json"})
final class RegionListCommand extends SessionCommand {

  @Option(names = "--json", order = 1, description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (Ipc ipc = openForRegions()) {
      List<RegionInfo> regions = ipc.regions().list();
      if (json) {
        Json.print(out(), writer -> write(writer, regions));
      } else {
        print(regions);
      }
    }
    return ExitCode.OK;
  }

  private void print(List<RegionInfo> regions) {
    Table table = new Table("REGION", ">BYTES", "TRANSPORT", ">ATTACHED");
    for (RegionInfo region : regions) {
      table.add(
          region.name(),
          Numbers.grouped(region.size()),
          region.transport(),
          region.attached() < 0 ? "?" : Integer.toString(region.attached()));
    }
    table.lines().forEach(out()::println);
  }

  private static void write(JsonWriter json, List<RegionInfo> regions) throws IOException {
    json.beginArray();
    for (RegionInfo region : regions) {
      json.beginObject();
      json.name("name").value(region.name());
      json.name("size").value(region.size());
      json.name("transport").value(region.transport());
      json.name("attached").value(region.attached());
      json.endObject();
    }
    json.endArray();
  }
}
