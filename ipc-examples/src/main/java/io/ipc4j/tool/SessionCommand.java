package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that opens one session, over a transport that its command line may name. */
public abstract class SessionCommand extends ToolCommand {

  private static final String FROM_TRANSPORT = "--transport";

  @Option(
      names = {"-t", "--transport"},
      paramLabel = "NAME",
      order = 100,
      description = "The transport; stronger than ipc.transport from anywhere else.")
  private @Nullable String transport;

  /** For subclasses in this module. */
  protected SessionCommand() {}

  /** The value of --transport, or null. */
  final @Nullable String transport() {
    return transport;
  }

  @Override
  protected final IpcConfig.Builder config() {
    IpcConfig.Builder config = super.config();
    if (transport != null) {
      config.set(ConfigKeys.TRANSPORT.name(), transport, FROM_TRANSPORT);
    }
    return config;
  }

  /**
   * Opens a session for regions.
   *
   * @return the session, to be closed
   */
  protected final Ipc openForRegions() {
    IpcConfig.Builder config = config();
    if (transport != null && isSet(config, ConfigKeys.REGIONS_TRANSPORT.name(), "")) {
      config.set(ConfigKeys.REGIONS_TRANSPORT.name(), transport, FROM_TRANSPORT);
    }
    return Ipc.open(config.build());
  }

  /** Whether a key that begins and ends so has a value from anywhere. */
  static boolean isSet(IpcConfig.Builder config, String prefix, String suffix) {
    return config.build().settings().stream()
        .map(setting -> setting.key().toLowerCase(Locale.ROOT).replace('_', '.'))
        .anyMatch(key -> key.startsWith(prefix) && key.endsWith(suffix));
  }
}
