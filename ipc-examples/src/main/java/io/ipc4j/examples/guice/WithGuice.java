package io.ipc4j.examples.guice;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.guice.IpcModule;
import java.util.concurrent.ExecutionException;

/** Runs the shop, the warehouse, or both, wired by Guice. */
public final class WithGuice {
  private WithGuice() {}

  /**
   * Runs parts of the program.
   *
   * @param args {@code shop}, {@code warehouse} or both
   * @throws InterruptedException never, since nobody interrupts this thread
   * @throws ExecutionException if a part fails
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    // before Guice's first class: it would use Unsafe otherwise, of which the JVM warns
    System.setProperty("guice_custom_class_loading", "CHILD");
    IpcModule module =
        IpcModule.builder(IpcConfig.load()).channel("orders", Order.class, Order.CODEC).build();
    Injector injector = Guice.createInjector(module);
    try (Ipc _ = injector.getInstance(Ipc.class)) {
      Parts.run(
          args,
          part ->
              switch (part) {
                case "shop" -> injector.getInstance(Shop.class);
                case "warehouse" -> injector.getInstance(Warehouse.class);
                default -> throw Parts.unknown(part);
              });
    }
  }
}
