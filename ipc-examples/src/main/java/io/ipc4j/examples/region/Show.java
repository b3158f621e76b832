package io.ipc4j.examples.region;

import io.ipc4j.Ipc;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;

/** Shows the count, and removes the region where it is told to. */
public final class Show {
  private Show() {}

  /**
   * Shows and ends.
   *
   * @param args {@code --remove} to remove the region afterwards
   */
  public static void main(String[] args) {
    try (Ipc ipc = Ipc.open()) {
      try (Region region = ipc.regions().attach("counter", AccessMode.READ_ONLY)) {
        System.out.println("count " + region.atomics().getLong(0));
      }
      if (args.length > 0 && args[0].equals("--remove")) {
        ipc.regions().remove("counter");
      }
    }
  }
}
