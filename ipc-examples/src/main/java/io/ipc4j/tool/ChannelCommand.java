package io.ipc4j.tool;

import io.ipc4j.ChildProcess;
import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.config.ConfigEntry;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.spi.Trait;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that opens one end of a channel, and may launch the processes at the other end. */
abstract class ChannelCommand extends SessionCommand {

  private static final String FROM_TRANSPORT = "--transport";
  private static final String FROM_EXEC = "--exec";
  private static final long SECONDS_BEFORE_NOTE = 3;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      order = 99,
      description = {
        "Launches this command in a shell, as a child that talks over its",
        "standard input and output (transport stdio); repeatable. What it",
        "prints appears on standard error."
      })
  private List<String> commands = new ArrayList<>();

  private final List<ChildProcess> children = new ArrayList<>();

  /** Opens a session for one channel, with the children that --exec names. */
  final Ipc openForChannel(String channel) throws InterruptedException {
    return launch(Ipc.open(configForChannel(channel).build()));
  }

  /** Opens a session for one channel, with another default for {@code ipc.linger}. */
  final Ipc openForChannel(String channel, String linger) throws InterruptedException {
    IpcConfig.Builder config = configForChannel(channel);
    if (!isSet(config, ConfigKeys.LINGER.name(), "")) {
      config.set(ConfigKeys.LINGER.name(), linger, "default of this command");
    }
    return launch(Ipc.open(config.build()));
  }

  private IpcConfig.Builder configForChannel(String channel) {
    IpcConfig.Builder config = config();
    String named = transport();
    if (!commands.isEmpty()) {
      String launching = named == null ? launchingTransport() : named;
      config.set(ConfigKeys.TRANSPORT.name(), launching, FROM_EXEC);
      config.set(ConfigKeys.CHILDREN_TRANSPORT.name(), launching, FROM_EXEC);
      config.set(ConfigKeys.CHANNEL_TRANSPORT.nameFor(channel), launching, FROM_EXEC);
    } else if (named != null && isSet(config, "ipc.channel.", ".transport")) {
      // else a file's transport for this channel would be stronger than the command line's for all
      config.set(ConfigKeys.CHANNEL_TRANSPORT.nameFor(channel), named, FROM_TRANSPORT);
    }
    configure(config, channel);
    return config;
  }

  /** Adds what the command's own options say of the channel. */
  void configure(IpcConfig.Builder config, String channel) {}

  private String launchingTransport() {
    return Ipc.installed().stream()
        .filter(info -> info.traits().contains(Trait.CHILD_LAUNCHER))
        .map(TransportInfo::name)
        .findFirst()
        .orElseThrow(() -> misuse("--exec needs a transport that launches children."));
  }

  // --- children ---

  /** Whether a parent has launched this process, so that nobody can come once that has gone. */
  final boolean isChild(ChannelHandle handle) {
    return commands.isEmpty()
        && Ipc.installed().stream()
            .filter(info -> info.name().equals(handle.transport()))
            .anyMatch(Installed::isForFamilies);
  }

  private Ipc launch(Ipc ipc) throws InterruptedException {
    try {
      for (String command : commands) {
        children.add(ipc.launch(shell(command, ipc)));
      }
      for (ChildProcess child : children) {
        child.connected().get();
      }
      return ipc;
    } catch (ExecutionException e) {
      ipc.close();
      if (e.getCause() instanceof IpcException known) {
        throw known;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException | RuntimeException e) {
      ipc.close();
      throw e;
    }
  }

  /** The child has the transport and the namespace of this process, whatever else it inherits. */
  private static ProcessBuilder shell(String command, Ipc ipc) {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command).redirectError(Redirect.INHERIT);
    builder.environment().put("IPC_TRANSPORT", value(ipc, ConfigKeys.TRANSPORT.name()));
    builder.environment().put("IPC_NAMESPACE", value(ipc, ConfigKeys.NAMESPACE.name()));
    Launcher.introduce(builder.environment());
    return builder;
  }

  private static String value(Ipc ipc, String key) {
    return ipc.explain().entries().stream()
        .filter(entry -> entry.name().equals(key))
        .map(ConfigEntry::value)
        .findFirst()
        .flatMap(value -> value)
        .orElseThrow();
  }

  /** Waits until the children have ended by themselves, since they have what was sent. */
  final void awaitChildren() throws InterruptedException {
    for (ChildProcess child : children) {
      Integer code = exitCode(child, SECONDS_BEFORE_NOTE);
      if (code == null) {
        note("waits for child " + child.pid() + " to end");
        code = exitCode(child, Integer.MAX_VALUE);
      }
      if (code != null && code != ExitCode.OK) {
        note("child " + child.pid() + " ended with exit code " + code);
      }
    }
  }

  private static @Nullable Integer exitCode(ChildProcess child, long seconds)
      throws InterruptedException {
    try {
      return child.exited().get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it never fails
    }
  }

  /**
   * Refuses to read what isn't there: a child's standard input leads to its parent.
   *
   * @param wasPipe whether it was a pipe before the session was opened
   */
  final void requireInput(InputOptions input, boolean wasPipe) {
    if (wasPipe && input.isStandardInput() && !Terminal.isPipe(Terminal.STDIN)) {
      throw misuse("standard input leads to the parent process: use --file or --message.");
    }
  }
}
