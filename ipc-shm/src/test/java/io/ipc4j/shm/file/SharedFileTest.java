package io.ipc4j.shm.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared files: complete or not there, and refused when anything about them is wrong. */
final class SharedFileTest {
  private static final FileSpec SPEC =
      new FileSpec(FileKind.REGION, 8192, 7, List.of(1L, 2L, 3L), "grüße");

  private final Path directory;
  private final Path path;

  SharedFileTest(@TempDir Path directory) {
    this.directory = directory;
    this.path = directory.resolve("file");
  }

  private void create() {
    SharedFile.create(path, SPEC).orElseThrow().close();
  }

  /** Who removes what was an empty directory when it looked may find something else there. */
  @Test
  void onlyAnEmptyDirectoryIsRemoved() throws IOException {
    create();
    Directories.removeIfEmpty(path);
    Directories.removeIfEmpty(directory);
    assertThat(path).isRegularFile();
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Directories.removeIfEmpty(empty);
    Directories.removeIfEmpty(empty);
    assertThat(empty).doesNotExist();
  }

  @Test
  void whatIsCreatedCanBeAttached() throws IOException {
    create();
    assertThat(Files.size(path)).isEqualTo(8192);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (SharedFile file =
        SharedFile.attach(path, FileKind.REGION, Access.READ_ONLY).orElseThrow()) {
      assertThat(file.spec().creator()).isEqualTo(7);
      assertThat(file.spec().numbers()).startsWith(1L, 2L, 3L, 0L);
      assertThat(file.spec().text()).isEqualTo("grüße");
      assertThat(file.memory().byteSize()).isEqualTo(8192);
      assertThat(file.memory().isReadOnly()).isTrue();
    }
  }

  @Test
  void aMissingFileIsEmpty() {
    assertThat(SharedFile.attach(path, FileKind.REGION, Access.READ_WRITE)).isEmpty();
    assertThat(SharedFile.remove(path)).isFalse();
  }

  @Test
  void oneOfManyCreatorsWins() throws Exception {
    List<Callable<Boolean>> creators = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      creators.add(() -> {
        var file = SharedFile.create(path, SPEC);
        file.ifPresent(SharedFile::close);
        return file.isPresent();
      });
    }
    for (int round = 0; round < 20; round++) {
      int winners = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (Future<Boolean> each : threads.invokeAll(creators)) {
          winners += each.get() ? 1 : 0;
        }
      }
      assertThat(winners).isEqualTo(1);
      assertThat(Directories.list(directory)).containsExactly(path);
      assertThat(SharedFile.remove(path)).isTrue();
    }
  }

  @Test
  void everyChangedByteOfTheHeaderIsSeen() throws IOException {
    create();
    for (int at = 0; at < FileLayout.HEADER_BYTES; at++) {
      flip(at);
      assertThatThrownBy(() -> SharedFile.attach(path, FileKind.REGION, Access.READ_WRITE))
          .as("byte %d", at)
          .isInstanceOf(IpcCorruptException.class)
          .hasMessageContaining(path.toString());
      flip(at);
    }
    SharedFile.attach(path, FileKind.REGION, Access.READ_WRITE).orElseThrow().close();
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int value = file.read();
      file.seek(at);
      file.write(value ^ 0x10);
    }
  }

  @Test
  void otherVersionsAndByteOrdersAreNamed() throws IOException {
    create();
    flip(8);
    refused("layout version: expected 1, found 17. Programs with different versions of ipc-shm");
    flip(8);
    flip(12);
    refused("byte order: expected 0x1020304, found 0x1020314");
    flip(12);
    flip(0);
    refused("not a file of shm");
  }

  @Test
  void anotherKindIsRefused() {
    create();
    assertThatThrownBy(() -> SharedFile.attach(path, FileKind.LANE, Access.READ_WRITE))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("kind: expected 0x3, found 0x4");
  }

  @Test
  void aFileOfAnotherLengthIsRefusedBeforeItIsMapped() throws IOException {
    create();
    for (long size : new long[] {0, 100, 1024, 4096, 8191, 8193, 1 << 20}) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(size);
      }
      refused(size < 1024 ? "too short: " + size + " bytes" : "");
    }
  }

  private void refused(String problem) {
    assertThatThrownBy(() -> SharedFile.attach(path, FileKind.REGION, Access.READ_WRITE))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aFileThatOthersMayUseIsRefused() throws IOException {
    create();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    refused("can be used by others: mode 644, not 600");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    create();
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    assertThatThrownBy(() -> SharedFile.attach(link, FileKind.REGION, Access.READ_WRITE))
        .isInstanceOf(IpcResourceException.class)
        .hasMessageContaining("ELOOP");
    assertThat(SharedFile.create(link, SPEC)).isEmpty();
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    assumeTrue(Files.getOwner(directory).getName().equals("root"), "needs root to change owners");
    create();
    Files.setAttribute(path, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    refused("belongs to user 12345");
  }

  @Test
  void directoriesOfOthersOrOpenToOthersAreRefused() throws IOException {
    Path base = directory.resolve("a").resolve("b");
    assertThat(Directories.require(base)).isDirectory();
    assertThat(Directories.require(base)).isDirectory();
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(() -> Directories.require(base))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageContaining("[ipc/directory-mode]")
        .hasMessageContaining("mode 750");
    create();
    assertThatThrownBy(() -> Directories.require(path))
        .hasMessageContaining("[ipc/directory-mode]")
        .hasMessageContaining("not a directory");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    assertThatThrownBy(() -> Directories.require(link)).hasMessageContaining("not a directory");
  }

  @Test
  void aDirectoryOfAnotherUserIsRefused() throws IOException {
    assumeTrue(Files.getOwner(directory).getName().equals("root"), "needs root to change owners");
    Path base = Directories.require(directory.resolve("theirs"));
    Files.setAttribute(base, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    assertThatThrownBy(() -> Directories.require(base))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageContaining("[ipc/directory-owner]")
        .hasMessageContaining("belongs to user 12345");
  }

  @Test
  void whatADeadCreatorLeftIsSweptAndWhatALivingOneMakesIsNot() {
    Path unfinished = directory.resolve(SharedFile.UNFINISHED + "1");
    try (Child child = Child.start(HalfCreator.class, unfinished.toString())) {
      child.hear("half");
      SharedFile.sweepUnfinished(unfinished);
      assertThat(unfinished).exists();
      child.kill();
      SharedFile.sweepUnfinished(unfinished);
      assertThat(unfinished).doesNotExist();
      SharedFile.sweepUnfinished(unfinished);
    }
  }

  /** Gets as far as a creator does before its file is complete, and stays there. */
  static final class HalfCreator {
    private HalfCreator() {}

    public static void main(String[] args) throws IOException {
      int fd = Posix.createFile(Path.of(args[0]));
      boolean locked = OfdLock.tryLock(fd, SharedFile.UNFINISHED_LOCK, OfdLock.Kind.EXCLUSIVE);
      System.out.println("half " + locked);
      System.exit(System.in.read());
    }
  }
}
