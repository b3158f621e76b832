package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands about regions, each call a process. */
final class RegionIT {

  private final ToolWorld world = new ToolWorld("shm");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aRegionKeepsWhatIsWrittenUntilItIsRemoved() throws Exception {
    byte[] content = new byte[100_000];
    new Random(9).nextBytes(content);
    String file = world.file("in", content).toString();

    assertThat(world.start("region", "create", "board", "--size", "1MiB").expectExit(0).text())
        .isEqualTo("created region board, 1048576 bytes\n");
    world.start("region", "write", "board", "--offset", "4k", "--file", file).expectExit(0);

    ToolProcess read =
        world.start("region", "read", "board", "--offset", "4k", "--length", "100000");
    assertThat(read.expectExit(0).bytes()).isEqualTo(content);
    byte[] all = world.start("region", "read", "board").expectExit(0).bytes();
    assertThat(all).hasSize(1 << 20).startsWith(new byte[4096]);
    assertThat(Arrays.copyOfRange(all, 4096, 4096 + content.length)).isEqualTo(content);

    assertThat(world.start("region", "list").expectExit(0).text())
        .containsPattern("board +1,048,576 +shm");
    world.start("region", "remove", "board").expectExit(0);
    assertThat(world.start("region", "list", "--json").expectExit(0).text()).isEqualTo("[]\n");
    assertThat(world.start("region", "remove", "board").expectExit(1).errors())
        .isEqualTo("ipc: region=board: there is no such region\n");
  }

  @Test
  void attachingIsSeenByOthers() throws Exception {
    ToolProcess attached = world.start("region", "attach", "board", "--size", "64k");
    attached.awaitOutput("attached to region board, 65536 bytes, read-write\n");
    world.start("region", "attach", "board", "--read-only", "--hold", "0").expectExit(0);
    assertThat(world.start("region", "list").expectExit(0).text())
        .containsPattern("board +65,536 +shm +1\n");
    world.start("region", "write", "board").type("seen").endInput().expectExit(0);
    assertThat(world.start("region", "read", "board", "--length", "4").expectExit(0).text())
        .isEqualTo("seen");
    attached.signal("INT");
    attached.expectExit(130);
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    assertThat(world.start("region", "attach", "nowhere").expectExit(1).errors())
        .startsWith("ipc: [ipc/region-missing] ");
    world.start("region", "create", "board", "--size", "4096").expectExit(0);
    assertThat(world.start("region", "create", "board", "--size", "4096").expectExit(1).errors())
        .startsWith("ipc: [ipc/region-exists] ");
    assertThat(world.start("region", "attach", "board", "--size", "8192").expectExit(1).errors())
        .startsWith("ipc: [ipc/region-size] ");
    assertThat(
            world
                .start("region", "read", "board", "--offset", "4000", "--length", "97")
                .expectExit(1)
                .errors())
        .startsWith("ipc: [ipc/out-of-bounds] region=board size=4096 offset=4000 length=97: ");
    assertThat(
            world
                .start("region", "write", "board", "--offset", "4093")
                .type("four")
                .endInput()
                .expectExit(1)
                .errors())
        .startsWith("ipc: [ipc/out-of-bounds] region=board size=4096 offset=4093: ");
  }
}
