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
    Path victim = files.get(random.nextInt(files.size()));
    try (FileChannel file = FileChannel.open(victim, StandardOpenOption.WRITE)) {
      long size = random.nextInt(4) == 0 ? file.size() : Math.min(NEAR, file.size());
      if (size >= Long.BYTES) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(word()).flip();
        int ignored = file.write(bytes, random.nextLong(size / Long.BYTES) * Long.BYTES);
      }
      return true;
    } catch (IOException e) {
      return false; // removed meanwhile
    }
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
