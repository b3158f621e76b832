package io.ipc4j.inproc;

/** What an event or a latch counts. Safe for any thread; {@code count} is read under the guard. */
final class CountState extends RegionState {
  private final String text;
  private long count;

  private CountState(String text, long count) {
    this.text = text;
    this.count = count;
  }

  static CountState event() {
    return new CountState("event", 0);
  }

  static CountState latch(int count) {
    return new CountState("latch with count=" + count, count);
  }

  @Override
  String text() {
    return text;
  }

  /** The number now; under the guard. */
  long count() {
    return count;
  }

  /** Adds to the number, but never below 0. */
  void add(int change) {
    boolean ignored =
        use(() -> {
          count = Math.max(0, count + change);
          changed();
          return true;
        });
  }

  /** Nobody owns anything of it. */
  @Override
  void forget(InprocRegion ended) {}
}
