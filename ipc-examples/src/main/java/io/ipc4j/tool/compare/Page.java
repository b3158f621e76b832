package io.ipc4j.tool.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A report as one HTML page, complete in itself: script, style and figures are inside. Stateless.
 */
final class Page {

  /** Its less-than signs are escaped, so no text can end the script element that it stands in. */
  private static final Gson INLINE = new GsonBuilder().serializeNulls().create();

  private Page() {}

  static String of(Report report) {
    return resource("page.html")
        .replace("/*STYLE*/", resource("page.css"))
        .replace("/*LICENCE*/", resource("d3/LICENSE"))
        .replace("/*LIBRARY*/", resource("d3/d3.min.js"))
        .replace("/*SCRIPT*/", resource("page.js"))
        .replace("/*FIGURES*/", INLINE.toJson(ReportJson.write(report)));
  }

  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the tool's jar lacks " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
