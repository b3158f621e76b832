package io.ipc4j.error;

import java.util.List;
import java.util.Map;

/** Renders docs/errors.md from catalogues of error ids. */
public final class ErrorDocs {

  /** Title of the section of the framework's own ids. */
  public static final String CORE = "Framework";

  private static final String INTRODUCTION =
      """
      # Errors

      <!-- Generated from the catalogues of error ids; do not edit. -->

      Every failure is an `IpcException` whose message begins with its id in brackets and says what
      failed, where the value came from, what is wrong, what is allowed and what to do:

          [ipc/unknown-transport] ipc.transport=shmm (./ipc.properties:3): not installed. \
      Installed: shm, uds. Did you mean shm?

      """;

  private ErrorDocs() {}

  /** The whole document, with one section per entry in the order of the map. */
  public static String markdown(Map<String, List<ErrorId>> sections) {
    StringBuilder result = new StringBuilder(INTRODUCTION);
    String separator = "";
    for (Map.Entry<String, List<ErrorId>> section : sections.entrySet()) {
      result.append(separator).append(section(section.getKey(), section.getValue()));
      separator = "\n";
    }
    return result.toString();
  }

  /** One section: its heading and, for each id, meaning and remedy. */
  public static String section(String title, List<ErrorId> ids) {
    StringBuilder result = new StringBuilder("## ").append(title).append('\n');
    for (ErrorId id : ids) {
      result.append("\n### ").append(id.id()).append("\n\n");
      result.append(id.meaning()).append("\n\n");
      result.append("**What to do:** ").append(id.remedy()).append('\n');
    }
    return result.toString();
  }
}
