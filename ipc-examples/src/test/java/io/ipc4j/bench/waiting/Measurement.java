package io.ipc4j.bench.waiting;

import java.io.IOException;
import java.util.List;

/** What measures some rows. */
interface Measurement {
  /** The rows, measured or not yet. */
  List<Row> rows();

  /** Measures them. */
  void run() throws IOException, InterruptedException;
}
