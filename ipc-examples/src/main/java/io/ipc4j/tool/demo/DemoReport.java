package io.ipc4j.tool.demo;

import io.ipc4j.TransportInfo;

/** Shows what the demo sees, as it sees it or at the end. For use by one thread. */
interface DemoReport {
  /** What is sent. */
  void begin(DemoInput input);

  /** What is being tried now. */
  void trying(String what);

  /** A transport that can't be tried here, and that nobody asked for by name. */
  void skipped(TransportInfo transport);

  /** What was seen of a transport. */
  void transport(TransportResult result);

  /** What was seen of a region. */
  void region(RegionResult result);

  /** That no installed transport has regions between processes. */
  void noRegion();

  /** That it is over, and whether everything was equal. */
  void end(boolean ok);
}
