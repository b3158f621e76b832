package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a chat until it is stopped. */
@Command(
    name = "chat.Server",
    mixinStandardHelpOptions = true,
    description = "Serves a chat over the transport that ipc.transport names, until Ctrl-C.")
public final class Server implements Callable<Integer> {
  private static final int MOST_HISTORY = 1000;

  @Option(
      names = "--history",
      paramLabel = "LINES",
      defaultValue = "100",
      description =
          "How many lines of each room late comers see, 0 to 1000; default ${DEFAULT-VALUE}.")
  private int history;

  private Server() {}

  /**
   * Serves.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Server()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (history < 0 || history > MOST_HISTORY) {
      System.err.println("chat: --history=" + history + ": allowed are 0 to " + MOST_HISTORY);
      return CommandLine.ExitCode.USAGE;
    }
    try (Ipc ipc = Ipc.open();
        Desk desk = new Desk(ipc, history)) {
      Runtime.getRuntime().addShutdownHook(new Thread(ipc::close));
      System.out.println("serving a chat over " + desk.transport());
      desk.serve();
      return CommandLine.ExitCode.OK;
    } catch (IpcClosedException e) { // by Ctrl-C, which has closed the session in order
      return CommandLine.ExitCode.OK;
    } catch (IpcException e) {
      System.err.println("chat: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
