package io.ipc4j.tool.demo;

import com.google.gson.stream.JsonWriter;
import io.ipc4j.TransportInfo;
import io.ipc4j.tool.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON document at the end, for programs; failures also go to standard error in words. */
final class JsonReport implements DemoReport {

  private final PrintWriter out;
  private final PrintWriter err;
  private final List<TransportResult> transports = new ArrayList<>();
  private @Nullable RegionResult region;

  JsonReport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void begin(DemoInput input) {}

  @Override
  public void trying(String what) {}

  @Override
  public void skipped(TransportInfo transport) {
    err.println("ipc: " + transport.name() + " is not available here: " + transport.reason());
  }

  @Override
  public void transport(TransportResult result) {
    transports.add(result);
    complain(result.name(), result.failure());
  }

  @Override
  public void region(RegionResult result) {
    region = result;
    complain("region", result.failure());
  }

  private void complain(String what, @Nullable String failure) {
    if (failure != null) {
      err.println("ipc: " + what + ": " + failure);
    }
  }

  @Override
  public void noRegion() {
    err.println("ipc: none of the transports has regions that processes share");
  }

  @Override
  public void end(boolean ok) {
    Json.print(out, this::write);
  }

  private void write(JsonWriter json) throws IOException {
    json.beginObject().name("transports").beginArray();
    for (TransportResult result : transports) {
      write(json, result);
    }
    json.endArray().name("region");
    if (region == null) {
      json.nullValue();
    } else {
      write(json, region);
    }
    json.endObject();
  }

  private static void write(JsonWriter json, TransportResult result) throws IOException {
    json.beginObject();
    json.name("name").value(result.name());
    json.name("messages").value(result.messages());
    json.name("bytes").value(result.bytes());
    json.name("sha256Sent").value(result.sha256Sent());
    json.name("sha256Received").value(result.sha256Received());
    json.name("ok").value(result.ok());
    json.name("messagesPerSecond").value(result.messagesPerSecond());
    json.name("roundTripNanos").beginObject();
    json.name("p50").value(result.p50());
    json.name("p99").value(result.p99());
    json.endObject().endObject();
  }

  private static void write(JsonWriter json, RegionResult result) throws IOException {
    json.beginObject();
    json.name("processes").value(result.processes());
    json.name("expected").value(result.expected());
    json.name("found").value(result.found());
    json.name("ok").value(result.ok());
    json.endObject();
  }
}
