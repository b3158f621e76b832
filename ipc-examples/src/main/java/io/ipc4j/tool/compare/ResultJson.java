package io.ipc4j.tool.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.ipc4j.channel.WaitMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A result as JSON, and back. Stateless. */
final class ResultJson {

  private ResultJson() {}

  static JsonObject write(Result result) {
    JsonObject json = new JsonObject();
    json.addProperty("transport", result.transport());
    json.addProperty("pattern", result.lane().pattern());
    json.addProperty("wait", result.lane().waitName());
    json.addProperty("size", result.size());
    json.addProperty("fixedSize", result.lane().fixed());
    JsonObject roundTrip = new JsonObject();
    roundTrip.addProperty("p50", Math.round(result.p50().median()));
    roundTrip.addProperty("p99", Math.round(result.p99().median()));
    roundTrip.addProperty("p999", Math.round(result.p999().median()));
    json.add("roundTripNanos", roundTrip);
    json.addProperty("messagesPerSecond", Math.round(result.messagesPerSecond().median()));
    json.addProperty("bytesPerSecond", Math.round(result.bytesPerSecond()));
    json.addProperty("cpuSecondsPerMillion", rounded(result.cpuSecondsPerMillion()));
    json.add("syscallsPerMessage", orNull(result.syscallsPerMessage()));
    json.addProperty("contextSwitchesPerMessage", rounded(result.contextSwitchesPerMessage()));
    json.addProperty("kernelShare", rounded(result.kernelShare()));
    json.addProperty("idleCpuPercent", rounded(result.idleCpuPercent()));
    json.add("perRoundTrip", write(result.perRoundTrip()));
    json.add("range", range(result));
    json.addProperty("samples", result.samples());
    json.addProperty("foreignCpu", rounded(result.foreignCpu()));
    json.addProperty("betweenThreads", result.betweenThreads());
    return json;
  }

  private static JsonObject write(Result.PerRoundTrip cost) {
    JsonObject json = new JsonObject();
    json.addProperty("cpuMicros", rounded(cost.cpuMicros()));
    json.add("syscalls", orNull(cost.syscalls()));
    json.addProperty("contextSwitches", rounded(cost.contextSwitches()));
    return json;
  }

  private static JsonObject range(Result result) {
    JsonObject json = new JsonObject();
    json.add("p50", range(result.p50()));
    json.add("p99", range(result.p99()));
    json.add("p999", range(result.p999()));
    json.add("messagesPerSecond", range(result.messagesPerSecond()));
    return json;
  }

  private static JsonArray range(Spread spread) {
    JsonArray range = new JsonArray();
    range.add(Math.round(spread.min()));
    range.add(Math.round(spread.max()));
    return range;
  }

  private static JsonElement orNull(@Nullable Double value) {
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(rounded(value));
  }

  /** Four digits are more than any of these figures is worth. */
  private static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? 0
        : new java.math.BigDecimal(value).round(new java.math.MathContext(4)).doubleValue();
  }

  static Result read(JsonObject json) {
    WaitMode wait = WaitMode.valueOf(json.get("wait").getAsString().toUpperCase(Locale.ROOT));
    JsonObject median = json.getAsJsonObject("roundTripNanos");
    JsonObject range = json.getAsJsonObject("range");
    JsonObject cost = json.getAsJsonObject("perRoundTrip");
    return new Result(
        json.get("transport").getAsString(),
        new Lane(json.get("pattern").getAsString(), wait, json.get("fixedSize").getAsBoolean()),
        json.get("size").getAsInt(),
        spread(median, range, "p50"),
        spread(median, range, "p99"),
        spread(median, range, "p999"),
        spread(json, range, "messagesPerSecond"),
        json.get("cpuSecondsPerMillion").getAsDouble(),
        json.get("contextSwitchesPerMessage").getAsDouble(),
        orNull(json.get("syscallsPerMessage")),
        new Result.PerRoundTrip(
            cost.get("cpuMicros").getAsDouble(),
            cost.get("contextSwitches").getAsDouble(),
            orNull(cost.get("syscalls"))),
        json.get("kernelShare").getAsDouble(),
        json.get("idleCpuPercent").getAsDouble(),
        json.get("foreignCpu").getAsDouble(),
        json.get("samples").getAsInt(),
        json.get("betweenThreads").getAsBoolean());
  }

  private static Spread spread(JsonObject medians, JsonObject ranges, String name) {
    JsonArray range = ranges.getAsJsonArray(name);
    return new Spread(
        medians.get(name).getAsDouble(), range.get(0).getAsDouble(), range.get(1).getAsDouble());
  }

  private static @Nullable Double orNull(JsonElement json) {
    return json.isJsonNull() ? null : json.getAsDouble();
  }
}
