package io.ipc4j.tool.demo;

import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Main;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the source tree that the tool was built in. */
final class SourceTree {

  private static final String BUILD_FOLDER = "target";

  private SourceTree() {}

  /** The root of the tree: the nearest folder above the tool's jar that holds the launcher. */
  static Path root() throws ToolException {
    for (Path at = home(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("ipc")) && Files.isDirectory(at.resolve("ipc-api"))) {
        return at;
      }
    }
    throw new ToolException(
        ExitCode.USAGE,
        "this tool doesn't stand in the source tree of ipc4j, whose Java files the demo sends;"
            + " name a file to send with --file");
  }

  private static @Nullable Path home() {
    CodeSource source = Main.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** All Java files below a folder, except generated ones, always in the same order. */
  static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            boolean skipped = name.equals(BUILD_FOLDER) || name.startsWith(".");
            return skipped && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }
}
