package io.ipc4j.tool.demo;

import io.ipc4j.tool.Cutter;
import io.ipc4j.tool.MessageTarget;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The real input of the demo: files, and how they are cut into messages.
 *
 * @param files in the order in which they are sent
 * @param pieceSize bytes a message, or 0 for a message a line
 */
record Corpus(List<Path> files, long pieceSize) {

  /** Longer lines are cut; no text that people write has them. */
  private static final long LONGEST_LINE = 1 << 20;

  private static final long BINARY_PIECE = 4096;
  private static final int LOOKED_AT = 8192;

  /** The Java files of a source tree, a message a line. */
  static Corpus ofSourceTree(Path root) throws IOException {
    return new Corpus(SourceTree.javaFiles(root), 0);
  }

  /**
   * One file: text a message a line, anything else in pieces.
   *
   * @param pieceSize bytes a message, or 0 to decide by the content
   */
  static Corpus ofFile(Path file, long pieceSize) throws IOException {
    long size = pieceSize == 0 && isBinary(file) ? BINARY_PIECE : pieceSize;
    return new Corpus(List.of(file), size);
  }

  private static boolean isBinary(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte b : in.readNBytes(LOOKED_AT)) {
        if (b == 0) {
          return true;
        }
      }
      return false;
    }
  }

  /** Hands out all messages. */
  void cut(MessageTarget target) throws IOException, InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      Cutter cutter =
          pieceSize == 0
              ? Cutter.shortLines(arena, LONGEST_LINE)
              : Cutter.pieces(arena, pieceSize, Long.MAX_VALUE);
      for (Path file : files) {
        try (FileChannel input = FileChannel.open(file, StandardOpenOption.READ)) {
          cutter.cut(input, target);
        }
      }
    }
  }

  /** How the messages are made, for people. */
  String unit() {
    return pieceSize == 0 ? "one message a line" : "in messages of " + pieceSize + " bytes";
  }
}
