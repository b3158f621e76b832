package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Regions in files: what outlives a restart of the machine, and what must not. */
@Timeout(300)
final class RegionFileTest {
  private final Path files;
  private final Path memory;

  RegionFileTest(@TempDir Path directory) {
    files = directory.resolve("files");
    memory = directory.resolve("memory");
  }

  private Ipc open(String boot) {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", memory.resolve(boot).toString())
            .set("ipc.shm.files", files.toString())
            .set("ipc.region.kept.backing", "file")
            .build());
  }

  private static Held held(Held held) {
    return Objects.requireNonNull(held);
  }

  /** A restart takes what is in memory away, the table of sessions too, and all locks of files. */
  @Test
  void afterARestartTheDataIsThereAndNobodyHoldsAnything() throws InterruptedException {
    try (Ipc before = open("first")) {
      Region region = before.regions().create("kept", 4096);
      region.write(100, new byte[] {1, 2, 3});
      region.force();
      held(region.lock("lock").lock());
      held(region.semaphore("permits", 3).acquire(2));
    }
    try (Ipc after = open("second")) {
      Region region = after.regions().attach("kept", AccessMode.READ_WRITE);
      byte[] read = new byte[3];
      region.read(100, read);
      assertThat(read).containsExactly(1, 2, 3);
      assertThat(region.semaphore("permits", 3).availablePermits()).isEqualTo(3);
      try (Held held = region.lock("lock").lock()) {
        assertThat(held.previousOwnerDied()).isTrue();
      }
    }
  }

  @Test
  void whoSharesTheFileAgreesOnWhoIsAlive() throws InterruptedException {
    try (Ipc here = open("one");
        Ipc there = open("another")) {
      Region mine = here.regions().create("kept", 64);
      Region theirs = there.regions().attach("kept", AccessMode.READ_WRITE);
      try (Held held = mine.lock("lock").lock()) {
        assertThat(held.previousOwnerDied()).isFalse();
        assertThat(theirs.lock("lock").tryLock()).as("held by a session of elsewhere").isNull();
      }
      held(theirs.lock("lock").lock()).close();
      assertThat(here.regions().list()).extracting(RegionInfo::attached).containsExactly(2);
    }
  }

  @Test
  void forcingWorksOnAVirtualThread() throws InterruptedException {
    try (Ipc ipc = open("one")) {
      Region region = ipc.regions().create("kept", 1 << 20);
      Thread virtual = Thread.ofVirtual().start(region::force);
      virtual.join();
      region.force();
    }
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
    Files.createDirectories(files);
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (Ipc ipc = open("one")) {
      assertThatThrownBy(() -> ipc.regions().create("kept", 64))
          .isInstanceOf(IpcConfigException.class)
          .hasMessageContaining("[ipc/directory-mode]")
          .hasMessageContaining(files.toString());
    }
  }
}
