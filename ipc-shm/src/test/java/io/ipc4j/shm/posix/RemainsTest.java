package io.ipc4j.shm.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import io.ipc4j.shm.process.CompiledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which process is taken for one without memory, and which locks for its. */
@Timeout(300)
final class RemainsTest {
  private static final int LOOKS = 3_000;

  @TempDir Path directory;

  private int open() throws IOException {
    Path path = directory.resolve("file");
    int fd =
        Files.exists(path) ? Posix.openFile(path, Posix.Access.READ_WRITE) : Posix.createFile(path);
    assertThat(OfdLock.tryLock(fd, 1 << 16, OfdLock.Kind.EXCLUSIVE)).isTrue();
    return fd;
  }

  /** Its first thread is a zombie, and lists of the others are never the same. */
  @Test
  void aProcessThatGoesOnWithoutItsFirstThreadIsAlive() throws IOException {
    CompiledProgram program = CompiledProgram.in(directory);
    int fd = open();
    try (Child child = program.start("headless", directory.resolve("file").toString())) {
      int theirs = Integer.parseInt(child.hear("descriptor"));
      Path exe = Path.of("/proc", Long.toString(child.pid()), "exe");
      Await.until("its first thread has ended", () -> !Files.exists(exe));
      String name = Remains.nameOf(fd);
      for (int i = 0; i < LOOKS; i++) {
        assertThat(Remains.lockedBy(child.pid(), theirs, name)).isEmpty();
      }
      child.kill();
      assertThat(Remains.lockedBy(child.pid(), theirs, name)).contains(Set.of());
    } finally {
      Posix.close(fd);
    }
  }

  @Test
  void aFileIsKnownByTheLocksOnIt() throws IOException {
    int fd = open();
    try {
      assertThat(Remains.nameOf(fd)).matches("[0-9a-f]+:[0-9a-f]+:[0-9]+");
      assertThat(Remains.nameOf(-1)).isEmpty();
      assertThat(Remains.lockedBy(ProcessHandle.current().pid(), fd, Remains.nameOf(fd)))
          .as("alive")
          .isEqualTo(Optional.empty());
      OfdLock.unlock(fd, 1 << 16);
      assertThat(Remains.nameOf(fd)).isEmpty();
    } finally {
      Posix.close(fd);
    }
  }
}
