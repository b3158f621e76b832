package io.ipc4j.examples.guice;

import io.ipc4j.Ipc;
import java.util.concurrent.ExecutionException;

/** Runs the shop, the warehouse, or both, wired by hand. */
public final class WithoutGuice {
  private WithoutGuice() {}

  /**
   * Runs parts of the program.
   *
   * @param args {@code shop}, {@code warehouse} or both
   * @throws InterruptedException never, since nobody interrupts this thread
   * @throws ExecutionException if a part fails
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    try (Ipc ipc = Ipc.open()) {
      Parts.run(
          args,
          part ->
              switch (part) {
                case "shop" -> new Shop(ipc.sender("orders", Order.CODEC));
                case "warehouse" -> new Warehouse(ipc.receiver("orders", Order.CODEC));
                default -> throw Parts.unknown(part);
              });
    }
  }
}
