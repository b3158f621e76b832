package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import io.ipc4j.tool.trial.TrialSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The installed transports, and what each of them has to be told to work on this machine. */
public final class Transports {
  private Transports() {}

  /** Those over which two processes that don't know each other can talk here. */
  public static List<String> betweenStrangers() {
    return Ipc.installed().stream()
        .filter(info -> info.traits().containsAll(Set.of(Trait.CROSS_PROCESS, Trait.RENDEZVOUS)))
        .filter(TransportInfo::available)
        .map(TransportInfo::name)
        .toList();
  }

  /** Whether an installed transport declares a trait. */
  static boolean declares(String transport, Trait trait) {
    return Ipc.installed().stream()
        .anyMatch(info -> info.name().equals(transport) && info.traits().contains(trait));
  }

  /**
   * The configuration for one transport, in a namespace of its own.
   *
   * @param channels the channels that will be opened
   */
  public static Map<String, String> settings(String transport, List<String> channels) {
    return TrialSettings.of(
            Installed.require(transport, Ipc.installed()),
            Map.of(),
            TrialSettings.newNamespace("test"),
            channels)
        .values();
  }
}
