package io.ipc4j.internal;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Providers whose transports open nothing, and class loaders that find the ones that are named. */
final class FakeTransports {
  private FakeTransports() {}

  /** A class loader that finds exactly these providers. */
  static ClassLoader finding(Path folder, String... providers) {
    try {
      Path services = Files.createDirectories(folder.resolve("META-INF/services"));
      Files.writeString(
          services.resolve(TransportProvider.class.getName()),
          Arrays.stream(providers).collect(Collectors.joining("\n")));
      return new URLClassLoader(
          new URL[] {folder.toUri().toURL()}, FakeTransports.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class loader that finds providers of which one class comes from a folder of its own. */
  static ClassLoader findingCopy(Path folder, Class<?> copied, String... providers)
      throws IOException {
    String resource = copied.getName().replace('.', '/') + ".class";
    Path target = folder.resolve(resource);
    Files.createDirectories(target.getParent());
    try (InputStream in = copied.getClassLoader().getResourceAsStream(resource)) {
      Files.write(target, in.readAllBytes());
    }
    finding(folder, providers);
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, FakeTransports.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(copied.getName()) ? findClass(name) : super.loadClass(name, resolve);
      }
    };
  }

  /** Works, has nothing beyond what is owed. */
  public static class Plain implements TransportProvider {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public String description() {
      return "opens nothing";
    }

    @Override
    public Set<Trait> traits() {
      return Set.of();
    }

    @Override
    public List<ConfigKey<?>> keys() {
      return List.of(ConfigKey.integer("ipc.plain.depth", "How deep.", 1, 9).withDefault(3));
    }

    @Override
    public Availability availability() {
      return Availability.yes();
    }

    @Override
    public Transport open(TransportContext context) {
      return new Nowhere();
    }
  }

  /** Has the same name as {@link Plain}. */
  public static final class Double extends Plain {
    @Override
    public List<ConfigKey<?>> keys() {
      return List.of();
    }
  }

  /** Declares what a queue can have beyond what is owed. */
  public static final class Rich extends Plain {
    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.COMPETING, Trait.ACKNOWLEDGED, Trait.OVERWRITE, Trait.HISTORY);
    }
  }

  /** Can't work here, says so, and declares regions. */
  public static final class Missing extends Plain {
    @Override
    public String name() {
      return "missing";
    }

    @Override
    public List<ConfigKey<?>> keys() {
      return List.of();
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.REGIONS);
    }

    @Override
    public Availability availability() {
      return Availability.no("the flag --enable-native-access=ALL-UNNAMED is missing; add it");
    }
  }

  /** Can't be made. */
  public static final class Failing extends Plain {
    /** Fails. */
    public Failing() {
      throw new IllegalStateException("no luck");
    }
  }

  private static final class Nowhere implements Transport {
    @Override
    public Endpoint listen(ChannelSpec channel, Role role) {
      throw new UnsupportedOperationException("nothing opens here");
    }

    @Override
    public Endpoint connect(ChannelSpec channel, Role role) {
      throw new UnsupportedOperationException("nothing opens here");
    }

    @Override
    public String location() {
      return "nowhere";
    }

    @Override
    public void close() {}
  }
}
