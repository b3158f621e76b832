package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the transports say when the system, or who was there before, refuses: word by word. */
final class SystemErrorTextsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/system-errors.txt");
  private static final int STRANGER = 12345;

  @TempDir Path folder;
  private final StringBuilder texts = new StringBuilder();

  private static IpcConfig config(String transport, Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", transport)
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", "4MiB")
        .build();
  }

  private void note(String title, IpcConfig config, Consumer<Ipc> mistake) {
    IpcException thrown =
        catchThrowableOfType(
            IpcException.class,
            () -> {
              try (Ipc ipc = Ipc.open(config)) {
                mistake.accept(ipc);
              }
            });
    assertThat(thrown).as(title).isNotNull();
    String text =
        thrown
            .getMessage()
            .replace(folder.toString(), "FOLDER")
            .replaceAll("(x{8})[x.]+", "$1...")
            .replaceAll("[0-9]+ (characters|bytes, and)", "N $1")
            .replaceAll("lane-[0-9a-f]+-", "lane-MEMBER-")
            .replaceAll("process [0-9]+", "process PID")
            .replaceAll("[A-Za-z0-9._-]+@" + ProcessHandle.current().pid(), "NAME@PID");
    texts.append("# ").append(title).append('\n').append(text).append("\n\n");
  }

  private Path directory(String name, String mode) throws IOException {
    return Files.createDirectory(
        folder.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void refusalsAreExplained() throws IOException, InterruptedException {
    regions();
    regionObjects();
    peers("shm");
    peers("uds");
    directories("shm");
    directories("uds");
    note(
        "uds: path too long for a socket",
        config("uds", directory("x".repeat(100), "rwx------")),
        ipc -> ipc.receiver("quotes"));
    noSpace();
    if (Boolean.getBoolean("ipc.docs.update")) {
      Files.writeString(GOLDEN, texts);
    }
    assertThat(texts.toString())
        .as("%s; rewrite it with -Dipc.docs.update=true", GOLDEN)
        .isEqualTo(Files.readString(GOLDEN));
  }

  private void regions() throws IOException {
    IpcConfig config = config("shm", directory("regions", "rwx------"));
    note(
        "region that doesn't exist",
        config,
        ipc -> ipc.regions().attach("board", AccessMode.READ_WRITE));
    try (Ipc owner = Ipc.open(config)) {
      owner.regions().create("board", 4096);
      note("region that exists", config, ipc -> ipc.regions().create("board", 4096));
      note("region of another size", config, ipc -> ipc.regions().createOrAttach("board", 8192));
      note(
          "write through a read-only mapping",
          config,
          ipc -> ipc.regions().attach("board", AccessMode.READ_ONLY).write(0, new byte[] {1}));
      note(
          "outside of a region",
          config,
          ipc ->
              ipc.regions().attach("board", AccessMode.READ_WRITE).write(4095, new byte[] {1, 2}));
      owner.regions().remove("board");
    }
  }

  private void regionObjects() throws IOException {
    IpcConfig config = config("shm", directory("objects", "rwx------"));
    try (Ipc owner = Ipc.open(config)) {
      Region board = owner.regions().create("board", 4096);
      Held all = board.semaphore("seats", 3).tryAcquire(3);
      Held writer = board.readWriteLock("table").writeLock().tryLock();
      assertThat(all).isNotNull();
      assertThat(writer).isNotNull();
      noteOfBoard("name of another kind", config, region -> region.lock("seats"));
      noteOfBoard("other parameter", config, region -> region.semaphore("seats", 4));
      noteOfBoard("parameter", config, region -> region.barrier("start", 5000));
      noteOfBoard("too many", config, region -> region.semaphore("seats", 3).tryAcquire(4));
      Duration moment = Duration.ofMillis(5);
      noteOfBoard("permits", config, region -> region.semaphore("seats", 3).acquire(1, moment));
      noteOfBoard(
          "reading", config, region -> region.readWriteLock("table").readLock().lock(moment));
      noteOfBoard("meeting", config, region -> region.barrier("start", 2).await(moment));
      noteOfBoard("latch", config, region -> region.latch("ready", 2).await(moment));
      owner.regions().remove("board");
      note(
          "region in a file, looked for in memory",
          configOfFiles(),
          ipc -> ipc.regions().attach("kept", AccessMode.READ_WRITE));
    }
  }

  private interface Use {
    void of(Region region) throws InterruptedException;
  }

  private void noteOfBoard(String title, IpcConfig config, Use use) {
    note(
        "object of a region: " + title,
        config,
        ipc -> {
          try {
            use.of(ipc.regions().attach("board", AccessMode.READ_WRITE));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The same configuration, with a region in a file that it doesn't ask for. */
  private IpcConfig configOfFiles() {
    IpcConfig.Builder files =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", folder.resolve("objects").toString())
            .set("ipc.shm.files", folder.resolve("files").toString());
    try (Ipc maker = Ipc.open(files.set("ipc.region.kept.backing", "file").build())) {
      maker.regions().create("kept", 64).close();
    }
    return files.set("ipc.region.kept.backing", "memory").build();
  }

  private void peers(String transport) throws IOException {
    IpcConfig config = config(transport, directory("peers-" + transport, "rwx------"));
    try (Ipc holder = Ipc.open(config)) {
      holder.receiver("quotes");
      note(transport + ": second receiver", config, ipc -> ipc.receiver("quotes"));
    }
  }

  private void directories(String transport) throws IOException {
    Path open = directory("open-" + transport, "rwx------");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    note(
        transport + ": directory that others may write to",
        config(transport, open),
        ipc -> ipc.receiver("quotes"));
    Path foreign = directory("foreign-" + transport, "rwx------");
    assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "needs root to give files away");
    Files.setAttribute(foreign, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    note(
        transport + ": directory of another owner",
        config(transport, foreign),
        ipc -> ipc.receiver("quotes"));
  }

  private void noSpace() throws IOException, InterruptedException {
    Path small = directory("small", "rwx------");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "ipc4j", small.toString()),
        "needs the right to mount a file system (root)");
    try {
      IpcConfig config = config("shm", small);
      note("channel without space", config, ipc -> ipc.sender("quotes"));
      note("region without space", config, ipc -> ipc.regions().create("board", 2 << 20));
    } finally {
      assertThat(run("umount", small.toString())).isTrue();
    }
  }
}
