package io.ipc4j.bench.side;

/** What the two sides do to the bytes of a message, besides its number in the first word. */
public enum Work {
  /** Copied in from a buffer of the sender's, read word by word where it lies. */
  READ("read", ""),
  /** Copied in, and out to a buffer of the receiver's. */
  COPY("copy", ", copied in and out"),
  /** Written whole and read whole where it lies. */
  IN_PLACE("in-place", ", in place"),
  /** Only the first and the last word are written and read, where they lie. */
  ENDS("ends", ", in place, only its ends touched");

  private final String argument;
  private final String title;

  Work(String argument, String title) {
    this.argument = argument;
    this.title = title;
  }

  /** Its name in the arguments of a measured process. */
  public String argument() {
    return argument;
  }

  /** What it adds to the title of a measure. */
  public String title() {
    return title;
  }

  static Work of(String argument) {
    for (Work work : values()) {
      if (work.argument.equals(argument)) {
        return work;
      }
    }
    throw new IllegalArgumentException("work=" + argument);
  }
}
