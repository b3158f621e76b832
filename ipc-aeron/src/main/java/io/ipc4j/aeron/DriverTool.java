package io.ipc4j.aeron;

import io.ipc4j.aeron.driver.DriverAccess;
import io.ipc4j.aeron.driver.DriverHome;
import io.ipc4j.aeron.driver.DriverMode;
import io.ipc4j.config.ConfigKey;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.spi.TransportProvider;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * A media driver in the foreground, found by the JDK's {@link ToolProvider} under the name {@code
 * ipc-aeron-driver}. It runs until its thread is interrupted, or its directory deleted. Arguments
 * are settings, {@code key=value}, stronger than those of the surroundings.
 */
public final class DriverTool implements ToolProvider {
  private static final long NAP_MILLIS = 100;

  /** For the service loader. */
  public DriverTool() {}

  @Override
  public String name() {
    return "ipc-aeron-driver";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    try {
      DriverHome home = AeronTransport.home(config(arguments));
      try (DriverAccess access =
          new DriverAccess(
              home, DriverMode.EMBEDDED, AeronKeys.LINGER_DEFAULT, DriverTool::thread)) {
        access.ensure();
        out.println(
            "media driver in " + home.path() + ", process " + ProcessHandle.current().pid());
        out.flush();
        if (!runUntilInterrupted(access)) {
          err.println(
              "the directory %s of the media driver was deleted; it ends".formatted(home.path()));
          return 1;
        }
      }
      Thread.currentThread().interrupt(); // only now: closing waits, which an interrupt would end
      return 0;
    } catch (IpcException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static ResolvedConfig config(String[] arguments) {
    IpcConfig.Builder config = IpcConfig.builder().loadDefaults();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      config.set(argument.substring(0, equals), argument.substring(equals + 1), "--set");
    }
    List<ConfigKey<?>> keys = new ArrayList<>();
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      keys.addAll(provider.keys());
    }
    return config.build().resolve(keys);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "media-driver");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs it; false if its directory was deleted. */
  private static boolean runUntilInterrupted(DriverAccess access) {
    try {
      while (!access.isHomeGone()) {
        TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
        access.tend(System.nanoTime());
      }
      return false;
    } catch (InterruptedException e) {
      return true; // the end that was asked for
    }
  }
}
