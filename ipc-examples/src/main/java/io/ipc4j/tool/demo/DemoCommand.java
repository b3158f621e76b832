package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.tool.ByteCount;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Installed;
import io.ipc4j.tool.ToolCommand;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc demo}. */
@Command(
    name = "demo",
    header = "Shows every transport at work between processes, on real input.",
    description = {
      "",
      "For each transport in turn, one process sends files and another receives them; both make a",
      "SHA-256 over all messages with their lengths. Then the same messages are sent for half a",
      "second as fast as they go, and round trips of 64 bytes are timed. At the end, four processes",
      "add to one number in a region under its lock. The exit code is 1 if anything differs.",
      "",
      "Without --file it sends the Java files of the source tree that the tool stands in."
    },
    footer = {
      "  ipc demo                           every transport that works here",
      "  ipc demo -t shm -t uds --json      these two, for a program to read",
      "  ipc demo --file photo.jpg          another file"
    })
public final class DemoCommand extends ToolCommand {

  @Option(
      names = {"-t", "--transport"},
      paramLabel = "NAME",
      order = 1,
      description = "Only this transport; repeatable.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      order = 2,
      description = "Sends this file: text a message a line, anything else in pieces of 4 KiB.")
  private @Nullable Path file;

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      order = 3,
      description = "Sends the file in messages of N bytes, such as 64k.")
  private @Nullable ByteCount size;

  @Option(names = "--json", order = 4, description = "Prints JSON at the end.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, ToolException {
    DemoInput input = input();
    List<TransportInfo> installed = Ipc.installed();
    List<TransportInfo> chosen =
        names.isEmpty()
            ? installed
            : names.stream().distinct().map(name -> Installed.require(name, installed)).toList();
    if (chosen.isEmpty()) {
      throw new ToolException(ExitCode.USAGE, "no transport is installed");
    }
    DemoReport report = json ? new JsonReport(out(), err()) : new TableReport(out(), err());
    boolean ok = new Demo(input, settings(), report).run(chosen, !names.isEmpty(), installed);
    return ok ? ExitCode.OK : ExitCode.FAILURE;
  }

  private DemoInput input() throws IOException, ToolException {
    if (file == null) {
      if (size != null) {
        throw misuse("--size needs --file.");
      }
      return DemoInput.ofSourceTree();
    }
    if (size != null && size.bytes() == 0) {
      throw misuse("--size must be 1 or more.");
    }
    if (!Files.isRegularFile(file)) {
      throw misuse("--file " + file + ": no such file, or not one that can be read twice.");
    }
    return DemoInput.ofFile(file, size == null ? 0 : size.bytes());
  }
}
