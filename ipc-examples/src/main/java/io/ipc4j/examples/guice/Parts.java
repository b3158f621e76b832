package io.ipc4j.examples.guice;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the parts of the program that this process is to play, a thread each. */
final class Parts {
  /** Makes a part by its name. */
  interface Maker {
    Callable<String> make(String part);
  }

  private Parts() {}

  static void run(String[] names, Maker maker) throws InterruptedException, ExecutionException {
    List<Callable<String>> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(maker.make(name));
    }
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<String> end : threads.invokeAll(parts)) {
        System.out.println(end.get());
      }
    }
  }

  static IllegalArgumentException unknown(String part) {
    return new IllegalArgumentException(part + ": the parts are shop and warehouse");
  }
}
