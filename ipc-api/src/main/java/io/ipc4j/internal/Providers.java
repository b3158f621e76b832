package io.ipc4j.internal;

import io.ipc4j.TransportInfo;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.TransportProvider;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The transports' providers that a class loader finds, by name. Immutable. */
final class Providers {
  private final Map<String, TransportProvider> byName = new TreeMap<>();

  private Providers() {}

  /** Finds all providers; fails if two have one name, or one can't be made. */
  static Providers find(ClassLoader loader) {
    Providers found = new Providers();
    try {
      for (TransportProvider provider : ServiceLoader.load(TransportProvider.class, loader)) {
        found.add(provider);
      }
    } catch (ServiceConfigurationError e) {
      throw new IpcConfigException(
          ErrorIds.PROVIDER_FAILED,
          ErrorText.of("transport provider").problem(reason(e)).toString(),
          e);
    }
    return found;
  }

  private static String reason(ServiceConfigurationError e) {
    return e.getCause() == null ? "" + e.getMessage() : e.getMessage() + ": " + e.getCause();
  }

  private void add(TransportProvider provider) {
    TransportProvider before = byName.put(provider.name(), provider);
    if (before == null || before.getClass() == provider.getClass()) {
      return;
    }
    throw new IpcConfigException(
        ErrorIds.DUPLICATE_TRANSPORT,
        ErrorText.of("transport", provider.name())
            .problem(
                "two providers have this name: %s in %s, and %s in %s"
                    .formatted(
                        before.getClass().getName(),
                        origin(before),
                        provider.getClass().getName(),
                        origin(provider)))
            .remedy("Remove one of them from the class path or module path")
            .toString());
  }

  /** The module, or the jar or folder, that a provider comes from. */
  private static String origin(TransportProvider provider) {
    Module module = provider.getClass().getModule();
    if (module.isNamed()) {
      return module.getName();
    }
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "an unknown place"
        : source.getLocation().getPath();
  }

  /**
   * The provider that a configuration value names; fails if there is none or it can't work here.
   */
  TransportProvider require(String name, ErrorText about) {
    TransportProvider provider = byName.get(name);
    if (provider == null) {
      throw new IpcConfigException(
          ErrorIds.UNKNOWN_TRANSPORT,
          about
              .problem("not installed")
              .list("Installed", byName.keySet())
              .didYouMean(name, byName.keySet())
              .toString());
    }
    Availability availability = provider.availability();
    if (!availability.available()) {
      throw new IpcConfigException(
          ErrorIds.TRANSPORT_UNAVAILABLE,
          about.problem("can't work here: " + availability.reason()).toString());
    }
    return provider;
  }

  /** The provider of a name, if there is one, whether it can work here or not. */
  Optional<TransportProvider> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<String> names() {
    return byName.keySet();
  }

  /** The keys that all providers declare. */
  List<ConfigKey<?>> keys() {
    List<ConfigKey<?>> keys = new ArrayList<>();
    byName.values().forEach(provider -> keys.addAll(provider.keys()));
    return keys;
  }

  List<String> namesWith(Trait trait) {
    return byName.values().stream()
        .filter(provider -> provider.traits().contains(trait))
        .map(TransportProvider::name)
        .toList();
  }

  /** Those that can work here. */
  List<TransportProvider> usable() {
    return byName.values().stream().filter(p -> p.availability().available()).toList();
  }

  List<TransportInfo> infos() {
    return byName.values().stream().map(Providers::info).toList();
  }

  private static TransportInfo info(TransportProvider provider) {
    Availability availability = provider.availability();
    return new TransportInfo(
        provider.name(),
        provider.description(),
        origin(provider),
        provider.traits(),
        availability.available(),
        availability.reason());
  }
}
