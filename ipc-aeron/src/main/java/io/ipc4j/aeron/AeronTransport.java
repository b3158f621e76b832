package io.ipc4j.aeron;

import io.ipc4j.aeron.driver.DriverAccess;
import io.ipc4j.aeron.driver.DriverHome;
import io.ipc4j.aeron.link.AeronEndpoint;
import io.ipc4j.aeron.link.Keeper;
import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.UserDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Aeron, opened for one session. Safe for any thread. */
final class AeronTransport implements Transport {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long LARGEST_CAPACITY = 512L << 20;

  private final TransportContext context;
  private final Wirings wirings;
  private final Claims claims;
  private final DriverHome home;
  private final Keeper keeper;
  private final AeronEndpoint.Self self;

  /** Knows how each end is wired. */
  @FunctionalInterface
  interface Wirings {
    /**
     * How an end is wired.
     *
     * @throws io.ipc4j.error.IpcException if its settings don't allow it
     */
    Wiring of(ChannelSpec channel, Role role, boolean listens);
  }

  AeronTransport(String name, TransportContext context, Wirings wirings) {
    this.context = context;
    this.wirings = wirings;
    Path namespace = namespace(context.config());
    this.home = home(context.config());
    this.claims = new Claims(namespace.resolve(name + ".ends"));
    this.self =
        new AeronEndpoint.Self(
            context.namespace(),
            context.sessionName(),
            ProcessHandle.current().pid(),
            UserDirectory.uid());
    DriverAccess access =
        new DriverAccess(
            home,
            context.config().get(AeronKeys.DRIVER),
            context.config().get(AeronKeys.LINGER),
            body -> context.newThread("driver", body));
    access.ensure();
    this.keeper =
        new Keeper(access, context.sessionName(), body -> context.newThread("keeper", body));
  }

  private static Path namespace(ResolvedConfig config) {
    Path base =
        Files.isDirectory(SHARED_MEMORY)
            ? SHARED_MEMORY.resolve("ipc4j-" + UserDirectory.uid())
            : UserDirectory.runtimeBase();
    return UserDirectory.ofNamespace(config, base);
  }

  /** The directory that is shared with the media driver. */
  static DriverHome home(ResolvedConfig config) {
    Optional<Path> chosen = config.find(AeronKeys.DIRECTORY);
    try {
      return new DriverHome(
          chosen.orElseGet(() -> namespace(config).resolve("aeron")).toAbsolutePath());
    } catch (IpcResourceException e) {
      if (chosen.isEmpty() || !(e.is(ErrorIds.DIRECTORY_OWNER) || e.is(ErrorIds.DIRECTORY_MODE))) {
        throw e;
      }
      // the remedy names the key that this directory came from
      String detail = e.detail().replace(ConfigKeys.DIRECTORY.name(), AeronKeys.DIRECTORY.name());
      throw new IpcResourceException(
          e.is(ErrorIds.DIRECTORY_OWNER) ? ErrorIds.DIRECTORY_OWNER : ErrorIds.DIRECTORY_MODE,
          config.about(AeronKeys.DIRECTORY).problem("can't be used: " + detail).text(),
          e);
    }
  }

  @Override
  public Endpoint listen(ChannelSpec channel, Role role) {
    return open(channel, role, true);
  }

  @Override
  public Endpoint connect(ChannelSpec channel, Role role) {
    return open(channel, role, false);
  }

  private Endpoint open(ChannelSpec channel, Role role, boolean listens) {
    requirePossible(channel);
    Wiring wiring = wirings.of(channel, role, listens);
    AutoCloseable claim = claims.claim(channel, role, context.sessionName());
    AeronEndpoint end = new AeronEndpoint(channel, role, listens, self, wiring, keeper, claim);
    RuntimeException refusal = keeper.open(end);
    if (refusal != null) {
      end.close();
      throw AeronErrors.refused(channel, wiring, home, refusal);
    }
    return end;
  }

  private void requirePossible(ChannelSpec channel) {
    if (channel.capacity() > LARGEST_CAPACITY) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          context
              .config()
              .about(ConfigKeys.CHANNEL_CAPACITY, channel.name())
              .problem("more than Aeron holds for a link")
              .allowed("4KiB to 512MiB")
              .text());
    }
  }

  @Override
  public String location() {
    String problem = keeper.problem();
    return "directory=" + home.path() + (problem.isEmpty() ? "" : " (" + problem + ")");
  }

  @Override
  public void close() {
    keeper.close();
  }
}
