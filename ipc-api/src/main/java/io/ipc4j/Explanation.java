package io.ipc4j;

import io.ipc4j.config.ConfigEntry;
import java.util.List;
import java.util.Optional;

/**
 * What a session is configured to do, and why.
 *
 * @param transport the transport of the channels, if one is set
 * @param chosenBy where that setting came from
 * @param installed all transports that were found
 * @param entries every configuration key with its value and source
 * @param footprints what the ends of the configured channels would reserve, of those transports
 *     that can tell
 */
public record Explanation(
    Optional<String> transport,
    String chosenBy,
    List<TransportInfo> installed,
    List<ConfigEntry> entries,
    List<Footprint> footprints) {

  /**
   * The explanation for people.
   *
   * @return some lines of text
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("transport: ")
        .append(transport.map(name -> name + " (" + chosenBy + ")").orElse("not set"))
        .append('\n');
    for (TransportInfo info : installed) {
      text.append("installed: ").append(info.name()).append(", ").append(info.module());
      text.append(info.available() ? "" : ", unavailable: " + info.reason()).append('\n');
    }
    for (ConfigEntry entry : entries) {
      text.append(entry).append('\n');
    }
    return text.toString();
  }
}
