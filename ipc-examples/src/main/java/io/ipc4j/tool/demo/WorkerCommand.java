package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.SessionCommand;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Facts;
import io.ipc4j.tool.trial.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc demo-worker}: one of the processes that {@code ipc demo} starts. */
@Command(name = WorkerCommand.NAME, hidden = true, header = "A process of ipc demo.")
public final class WorkerCommand extends SessionCommand {

  static final String NAME = "demo-worker";

  /** What a worker does. */
  enum Role {
    SOURCE,
    SINK,
    ADDER
  }

  @Parameters(index = "0", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
  private Role role = Role.SINK;

  @Option(names = "--tree", paramLabel = "FOLDER", description = "Source: the tree to send.")
  private @Nullable Path tree;

  @Option(names = "--file", paramLabel = "FILE", description = "Source: the file to send.")
  private @Nullable Path file;

  @Option(names = "--piece", paramLabel = "N", description = "Source: bytes a message.")
  private long piece;

  @Option(names = "--workers", paramLabel = "N", description = "Adder: how many there are.")
  private int workers = 1;

  @Option(names = "--times", paramLabel = "N", description = "Adder: how often it adds.")
  private int times = 1;

  @Option(names = "--launched", description = "Standard input belongs to the transport.")
  private boolean launched;

  @Override
  public Integer call() throws IOException, InterruptedException, ToolException {
    if (!launched) {
      ParentWatch.begin();
    }
    Facts facts;
    try (Ipc ipc = Ipc.open(config().build())) {
      facts =
          switch (role) {
            case SOURCE -> new Source(ipc, corpus()).run();
            case SINK -> new Sink(ipc).run();
            case ADDER -> new Adder(ipc).run(workers, times);
          };
    }
    out().print(facts);
    return ExitCode.OK;
  }

  private Corpus corpus() throws IOException, ToolException {
    if (file != null) {
      return new Corpus(java.util.List.of(file), piece);
    }
    return Corpus.ofSourceTree(tree == null ? SourceTree.root() : tree);
  }
}
