package io.ipc4j.tool;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON for programs that read the tool's output. */
public final class Json {

  private Json() {}

  /** Writes one document. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes the document.
     *
     * @param json where to write
     * @throws IOException never, since the document is made in memory
     */
    void writeTo(JsonWriter json) throws IOException;
  }

  /**
   * Prints a document, in ASCII so that no character set can spoil it.
   *
   * @param out where to print
   * @param body writes the document
   */
  public static void print(PrintWriter out, Body body) {
    out.println(escaped(text("  ", body)));
  }

  /**
   * A document as text.
   *
   * @param indent what each level is indented by; empty for one line
   * @param body writes the document
   * @return the text
   */
  public static String text(String indent, Body body) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(indent);
      json.setHtmlSafe(false);
      body.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String escaped(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7F) {
        ascii.append(c);
      } else {
        ascii.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
      }
    }
    return ascii.toString();
  }
}
