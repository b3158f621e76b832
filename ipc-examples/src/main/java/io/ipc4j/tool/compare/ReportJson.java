package io.ipc4j.tool.compare;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A report as JSON, and what was measured back from it. Stateless. */
final class ReportJson {

  private static final Gson PRETTY =
      new GsonBuilder()
          .setFormattingStyle(FormattingStyle.PRETTY)
          .serializeNulls()
          .disableHtmlEscaping()
          .create();

  private ReportJson() {}

  static String text(Report report) {
    return PRETTY.toJson(write(report)) + "\n";
  }

  static JsonObject write(Report report) {
    JsonObject json = new JsonObject();
    json.add("host", report.host().json());
    json.add("results", array(report.results(), ResultJson::write));
    json.add("recommendation", array(report.advice(), ReportJson::write));
    json.add("transports", array(report.transports(), ReportJson::write));
    json.add("question", write(report.question()));
    return json;
  }

  private static <T> JsonArray array(List<T> values, Function<T, ? extends JsonElement> writer) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(writer.apply(value)));
    return array;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static JsonObject write(Advice advice) {
    JsonObject json = new JsonObject();
    json.addProperty("transport", advice.transport());
    json.addProperty("fits", advice.fits());
    json.addProperty("wait", advice.waiting());
    json.add(advice.fits() ? "why" : "whyNot", strings(advice.reasons()));
    json.add("configuration", strings(advice.configuration()));
    Estimate expected = advice.expected();
    if (expected == null) {
      json.add("expected", JsonNull.INSTANCE);
    } else {
      JsonObject figures = new JsonObject();
      JsonObject roundTrip = new JsonObject();
      roundTrip.addProperty("p50", Math.round(expected.p50()));
      roundTrip.addProperty("p99", Math.round(expected.p99()));
      figures.add("roundTripNanos", roundTrip);
      figures.addProperty("messagesPerSecond", Math.round(expected.messagesPerSecond()));
      figures.addProperty("measured", expected.measured());
      json.add("expected", figures);
    }
    return json;
  }

  private static JsonObject write(TransportReport transport) {
    JsonObject json = new JsonObject();
    json.addProperty("name", transport.name());
    json.addProperty("description", transport.description());
    json.add("traits", strings(transport.traits()));
    json.addProperty("reach", transport.reach());
    json.addProperty("sizes", transport.sizes());
    json.addProperty("how", transport.how());
    json.addProperty("problem", transport.problem());
    return json;
  }

  private static JsonObject write(Question question) {
    JsonObject json = new JsonObject();
    json.addProperty("size", question.size());
    json.addProperty("rate", question.rate());
    json.addProperty("receivers", question.receivers());
    json.addProperty("remote", question.remote());
    json.addProperty("durable", question.durable());
    json.addProperty("maxIdleCpu", question.maxIdleCpu());
    json.addProperty("inWords", ReportTable.needs(question));
    json.addProperty("prefer", question.prefer().toString());
    return json;
  }

  /** What was measured, from a file of an earlier run; the recommendation is made anew. */
  static Report read(Path file, Question question) throws IOException, ToolException {
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      return Report.of(
          Host.read(json.getAsJsonObject("host")),
          list(json.getAsJsonArray("transports"), ReportJson::transport),
          list(json.getAsJsonArray("results"), ResultJson::read),
          question);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ClassCastException e) {
      throw new ToolException(
          ExitCode.USAGE,
          "--from %s: not a file that compare --json of this version wrote".formatted(file));
    }
  }

  private static <T> List<T> list(JsonArray array, Function<JsonObject, T> reader) {
    List<T> values = new ArrayList<>();
    array.forEach(element -> values.add(reader.apply(element.getAsJsonObject())));
    return values;
  }

  private static TransportReport transport(JsonObject json) {
    List<String> traits = new ArrayList<>();
    json.getAsJsonArray("traits").forEach(trait -> traits.add(trait.getAsString()));
    return new TransportReport(
        json.get("name").getAsString(),
        json.get("description").getAsString(),
        traits,
        json.get("how").getAsString(),
        json.get("problem").getAsString());
  }
}
