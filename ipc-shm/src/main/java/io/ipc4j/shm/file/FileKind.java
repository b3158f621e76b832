package io.ipc4j.shm.file;

/** What a shared file holds; the number stands in its header. */
public enum FileKind {
  SESSIONS(1),
  CHANNEL(2),
  LANE(3),
  REGION(4),
  POOL(5),
  MESSAGE(6);

  private final int number;

  FileKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
