package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.tool.ToolException;
import java.lang.foreign.Arena;

/** The answering end of {@link RegionWire}. Stateless. */
final class RegionEcho {

  private RegionEcho() {}

  /** Answers until the leading side parts. */
  static void run(Ipc ipc, Lane lane, int largest) throws InterruptedException, ToolException {
    try (Arena arena = Arena.ofConfined();
        RegionPost post = RegionPost.open(ipc, lane, largest)) {
      Letter letter = new Letter(arena, largest);
      long count = 0;
      long kind = 0;
      for (long number = 1; kind != Letter.END; number++) {
        post.receive(letter, number);
        kind = letter.kind();
        if (kind == Letter.STREAM) {
          count += letter.sequence() == number ? 1 : 0;
          post.answer(letter, 0);
        } else {
          if (kind != Letter.ECHO) {
            letter.count(count);
            count = 0;
          }
          post.answer(letter, letter.length());
        }
      }
    }
  }
}
