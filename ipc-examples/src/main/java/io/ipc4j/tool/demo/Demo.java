package io.ipc4j.tool.demo;

import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import io.ipc4j.tool.Installed;
import io.ipc4j.tool.trial.Leftovers;
import io.ipc4j.tool.trial.TrialSettings;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tries transports and a region, one after another. For use by one thread. */
final class Demo {

  private static final Set<Trait> SHARED_REGIONS =
      EnumSet.of(Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_LOCK);

  private final DemoInput input;
  private final Map<String, String> userSettings;
  private final DemoReport report;
  private final String namespace = TrialSettings.newNamespace("demo");

  Demo(DemoInput input, Map<String, String> userSettings, DemoReport report) {
    this.input = input;
    this.userSettings = userSettings;
    this.report = report;
  }

  /**
   * Tries everything.
   *
   * @param chosen the transports to try
   * @param named whether the user chose them, so that one that can't be tried is a failure
   * @param installed all transports, for the region
   * @return whether everything was equal
   */
  boolean run(List<TransportInfo> chosen, boolean named, List<TransportInfo> installed)
      throws IOException, InterruptedException {
    report.begin(input);
    boolean ok;
    try {
      boolean equal = tryAll(chosen, named);
      ok = region(chosen, installed) && equal;
    } finally {
      chosen.stream().findFirst().map(this::settings).ifPresent(Leftovers::remove);
    }
    report.end(ok);
    return ok;
  }

  private boolean tryAll(List<TransportInfo> chosen, boolean named)
      throws IOException, InterruptedException {
    boolean ok = true;
    for (TransportInfo transport : chosen) {
      if (transport.available() || named) {
        TransportResult result = transport(transport);
        report.transport(result);
        ok &= result.ok();
      } else {
        report.skipped(transport);
      }
    }
    return ok;
  }

  private TransportResult transport(TransportInfo transport)
      throws IOException, InterruptedException {
    String name = transport.name();
    if (!transport.available()) {
      return TransportResult.failed(name, "not available here: " + transport.reason());
    }
    report.trying(name);
    TrialSettings settings = settings(transport);
    if (Installed.isForFamilies(transport)) {
      return TransportTrial.withChild(name, settings, input.arguments());
    }
    return transport.traits().contains(Trait.CROSS_PROCESS)
        ? TransportTrial.betweenProcesses(name, settings, input.arguments())
        : TransportTrial.betweenThreads(name, settings, input.corpus());
  }

  private boolean region(List<TransportInfo> chosen, List<TransportInfo> installed)
      throws IOException, InterruptedException {
    Optional<TransportInfo> holder =
        Stream.concat(chosen.stream(), installed.stream())
            .filter(t -> t.available() && t.traits().containsAll(SHARED_REGIONS))
            .findFirst();
    if (holder.isEmpty()) {
      report.noRegion();
      return true;
    }
    report.trying("region");
    RegionResult result = RegionTrial.run(holder.get().name(), settings(holder.get()));
    report.region(result);
    return result.ok();
  }

  private TrialSettings settings(TransportInfo transport) {
    return TrialSettings.of(transport, userSettings, namespace, Source.CHANNELS);
  }
}
