package io.ipc4j.shm.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 1 MiB: what doesn't fit is refused when it is created, and only that. */
final class SmallFileSystemTest {
  @TempDir Path mountPoint;
  private boolean mounted;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "ipc4j", mountPoint.toString());
    assumeTrue(mounted, "needs the right to mount a file system (root)");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      assertThat(run("umount", mountPoint.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private IpcConfig config(String capacity) {
    return config(capacity, "0");
  }

  private IpcConfig config(String capacity, String pool) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", mountPoint.toString())
        .set("ipc.channel.*.capacity", capacity)
        .set("ipc.channel.*.pool", pool)
        .build();
  }

  @Test
  void aRingThatDoesNotFitIsRefusedAndLeavesNothingBehind() throws InterruptedException {
    try (Ipc ipc = Ipc.open(config("4MiB"))) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> ipc.sender("large"))
            .isInstanceOf(IpcResourceException.class)
            .hasMessageContaining("[ipc/no-space]")
            .hasMessageContaining("ENOSPC")
            .hasMessageContaining(mountPoint.toString());
      }
    }
    try (Ipc ipc = Ipc.open(config("128KiB"))) {
      Receiver receiver = ipc.receiver("small");
      Sender sender = ipc.sender("small");
      assertThat(sender.trySend(new byte[] {1, 2, 3})).isEqualTo(SendResult.SENT);
      assertThat(receiver.receive(Duration.ofSeconds(60)).toByteArray()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aPoolThatDoesNotFitIsRefusedByItsKeyAndLeavesNothingBehind() throws InterruptedException {
    for (String[] tooLarge : new String[][] {{"4KiB", "4MiB"}, {"512KiB", "640KiB"}}) {
      try (Ipc ipc = Ipc.open(config(tooLarge[0], tooLarge[1]))) {
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(() -> ipc.sender("large"))
              .isInstanceOf(IpcResourceException.class)
              .hasMessageContaining("[ipc/no-space]")
              .hasMessageContaining("ipc.channel.NAME.pool")
              .hasMessageContaining(mountPoint.toString());
        }
      }
      assertThat(Directories.list(mountPoint.resolve("default/shm/channels"))).isEmpty();
    }
    try (Ipc ipc = Ipc.open(config("64KiB", "256KiB"))) {
      Receiver receiver = ipc.receiver("small");
      Sender sender = ipc.sender("small");
      for (int i = 0; i < 10; i++) {
        assertThat(sender.trySend(new byte[200_000])).isEqualTo(SendResult.SENT);
        assertThat(receiver.receive(Duration.ofSeconds(60)).length()).isEqualTo(200_000);
      }
    }
  }

  @Test
  void aRegionThatDoesNotFitIsRefusedAndASmallOneIsNot() {
    try (Ipc ipc = Ipc.open(config("4KiB"))) {
      assertThatThrownBy(() -> ipc.regions().create("large", 1 << 20))
          .isInstanceOf(IpcResourceException.class)
          .hasMessageContaining("[ipc/no-space]");
      assertThat(ipc.regions().list()).isEmpty();
      Region region = ipc.regions().create("small", 100_000);
      region.write(0, new byte[100_000]);
      assertThat(ipc.regions().remove("small")).isTrue();
    }
  }
}
