package io.ipc4j.tool.demo;

import io.ipc4j.tool.Numbers;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the demo sends, and how it tells its workers.
 *
 * @param corpus the messages
 * @param arguments of the sending worker
 * @param description for people
 */
record DemoInput(Corpus corpus, List<String> arguments, String description) {

  /** The Java files of the source tree around the tool. */
  static DemoInput ofSourceTree() throws IOException, ToolException {
    Path root = SourceTree.root();
    Corpus corpus = Corpus.ofSourceTree(root);
    String description =
        "%s Java files of %s, %s, %s"
            .formatted(Numbers.grouped(corpus.files().size()), root, size(corpus), corpus.unit());
    return new DemoInput(corpus, List.of("--tree", root.toString()), description);
  }

  /**
   * One file.
   *
   * @param pieceSize bytes a message, or 0 to decide by the content
   */
  static DemoInput ofFile(Path file, long pieceSize) throws IOException {
    Corpus corpus = Corpus.ofFile(file, pieceSize);
    List<String> arguments =
        List.of("--file", file.toString(), "--piece", Long.toString(corpus.pieceSize()));
    return new DemoInput(
        corpus, arguments, "%s, %s, %s".formatted(file, size(corpus), corpus.unit()));
  }

  private static String size(Corpus corpus) throws IOException {
    long bytes = 0;
    for (Path file : corpus.files()) {
      bytes += Files.size(file);
    }
    return Numbers.bytes(bytes);
  }
}
