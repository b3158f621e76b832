package io.ipc4j.shm.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Writes anything to the files of a namespace, as a program could that has gone mad. */
final class Damage {
  /** Where everything lies but the far end of rings and tables. */
  private static final int NEAR = 12 << 10;

  /** Of a header, which is checked when a file is opened: hit it too often, and none is opened. */
  private static final int HEADER = 1024;

  private static final int SPARED = 100;

  /** How much of a file is looked at for words that mean something. */
  private static final int READ = 160 << 10;

  private final Path directory;
  private final Random random;

  Damage(Path directory, Random random) {
    this.directory = directory;
    this.random = random;
  }

  /** Overwrites one word, mostly one that means something; false if there is no file. */
  boolean strike() {
    List<Path> files = files();
    if (files.isEmpty()) {
      return false;
    }
    strike(files.get(random.nextInt(files.size())));
    return true;
  }

  /** Overwrites one word of a file. */
  void strike(Path victim) {
    try (FileChannel file =
        FileChannel.open(victim, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (random.nextBoolean()) {
        strikeAnyWord(file);
      } else {
        strikeWordInUse(file);
      }
    } catch (IOException e) {
      // removed meanwhile
    }
  }

  private void strikeAnyWord(FileChannel file) throws IOException {
    long size = random.nextInt(4) == 0 ? file.size() : Math.min(NEAR, file.size());
    long first = first();
    if (size >= first + Long.BYTES) {
      write(file, random.nextLong(first / Long.BYTES, size / Long.BYTES), word());
    }
  }

  private int first() {
    return random.nextInt(SPARED) == 0 ? 0 : HEADER;
  }

  /** One that isn't zero becomes another one that isn't, or differs by a little. */
  private void strikeWordInUse(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(READ);
    int ignored = file.read(bytes, 0);
    int words = bytes.flip().limit() / Long.BYTES;
    int at = inUse(bytes, words);
    if (at < 0) {
      return;
    }
    long now = bytes.getLong(at * Long.BYTES);
    int other = Math.max(0, inUse(bytes, words));
    write(
        file,
        at,
        switch (random.nextInt(4)) {
          case 0 -> now ^ 1L << random.nextInt(64);
          case 1 -> Long.reverseBytes(Long.reverseBytes(now) + random.nextInt(17) - 8);
          case 2 -> bytes.getLong(other * Long.BYTES);
          default -> word();
        });
  }

  /** The first word from a random one on that isn't zero; -1 if all are zero. */
  private int inUse(ByteBuffer bytes, int words) {
    int first = first() / Long.BYTES;
    int count = words - first;
    int start = count <= 0 ? 0 : random.nextInt(count);
    for (int i = 0; i < count; i++) {
      int at = first + (start + i) % count;
      if (bytes.getLong(at * Long.BYTES) != 0) {
        return at;
      }
    }
    return -1;
  }

  private static void write(FileChannel file, long index, long word) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(word).flip();
    int ignored = file.write(bytes, index * Long.BYTES);
  }

  private long word() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.reverseBytes(random.nextInt(64));
      case 3 -> Long.reverseBytes(8L * random.nextInt(1 << 14) + random.nextInt(2));
      case 4 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return List.of(); // something was removed meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
