package io.ipc4j.tool;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of commands that send: what to read, and how it is cut into messages. */
final class InputOptions {

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      order = 1,
      description = "What to read; - is standard input, the default.")
  private @Nullable String file;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      order = 2,
      description = "Sends this text, in UTF-8, instead of reading anything; repeatable.")
  private List<String> messages = new ArrayList<>();

  @ArgGroup(order = 3)
  private Cut cut = new Cut();

  /** At most one of these. */
  static final class Cut {
    @Option(
        names = {"-l", "--lines"},
        description =
            "One message a line, without its line feed; any bytes, no character set (the default).")
    private boolean lines;

    @Option(
        names = {"-w", "--whole"},
        description = "The whole input as one message.")
    private boolean whole;

    @Option(
        names = {"-n", "--size"},
        paramLabel = "N",
        description = "Messages of N bytes each (such as 4096 or 64k), the last may be shorter.")
    private @Nullable ByteCount size;
  }

  /** What is wrong with the options together, or null. */
  @Nullable String mistake() {
    ByteCount size = cut.size;
    if (size != null && size.bytes() == 0) {
      return "--size must be 1 or more.";
    }
    if (!messages.isEmpty() && (file != null || cut.whole || cut.lines || size != null)) {
      return "--message leaves nothing to read; it can't be combined with --file, --lines, --whole"
          + " or --size.";
    }
    return null;
  }

  /** Fails early where the file can't be read, before anybody is waited for. */
  void requireReadable() throws IOException {
    String name = file;
    if (name == null || name.equals("-")) {
      return;
    }
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(name);
    }
    if (Files.isDirectory(path) || !Files.isReadable(path)) {
      throw new AccessDeniedException(name);
    }
  }

  /**
   * Reads the input to its end.
   *
   * @param limit the channel's longest message in bytes
   * @param target takes the messages
   */
  void read(long limit, MessageTarget target) throws IOException, InterruptedException {
    if (messages.isEmpty()) {
      try (Arena arena = Arena.ofConfined();
          FileChannel input = open()) {
        cutter(arena, limit).cut(input, target);
      }
      return;
    }
    for (String message : messages) {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      target.accept(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
  }

  private Cutter cutter(Arena arena, long limit) {
    ByteCount size = cut.size;
    if (size != null) {
      return Cutter.pieces(arena, size.bytes(), limit);
    }
    return cut.whole ? Cutter.whole(arena, limit) : Cutter.lines(arena, limit);
  }

  /** A channel also for standard input, since an interrupt ends a read from it. */
  private FileChannel open() throws IOException {
    String name = file;
    return name == null || name.equals("-")
        ? new FileInputStream(FileDescriptor.in).getChannel()
        : FileChannel.open(Path.of(name), StandardOpenOption.READ);
  }

  /** How many bytes there are to read, or -1 if that can't be known or a person types them. */
  long expectedBytes() {
    String name = file;
    try {
      if (!messages.isEmpty() || isTyped()) {
        return -1;
      }
      Path path = Path.of(name == null || name.equals("-") ? "/proc/self/fd/0" : name);
      return Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whether a person types the input. */
  boolean isTyped() {
    return isStandardInput() && Terminal.isTerminal(Terminal.STDIN);
  }

  /** Whether standard input is read. */
  boolean isStandardInput() {
    return messages.isEmpty() && (file == null || file.equals("-"));
  }
}
