package io.ipc4j.shm.region;

import java.util.Optional;

/**
 * What a name of a region stands for: decided by one word, once.
 *
 * <pre>
 *  63 62      40 39    32 31             0
 * +--+----------+--------+----------------+
 * | 1|     0    |  type  |   parameter    |
 * +--+----------+--------+----------------+
 * </pre>
 *
 * @param type the kind of object
 * @param parameter of a semaphore the permits, of a barrier the parties, of a latch the count; else
 *     0
 */
record ObjectKind(Type type, int parameter) {
  /** The kinds of objects; the code stands in the word. */
  enum Type {
    LOCK(1, "lock", ""),
    READ_WRITE_LOCK(2, "read-write lock", ""),
    SEMAPHORE(3, "semaphore", "permits"),
    EVENT(4, "event", ""),
    BARRIER(5, "barrier", "parties"),
    LATCH(6, "latch", "count");

    private final int code;
    private final String text;
    private final String parameter;

    Type(int code, String text, String parameter) {
      this.code = code;
      this.text = text;
      this.parameter = parameter;
    }

    /** For people, as the key of an error. */
    String key() {
      return text.replace(' ', '-');
    }
  }

  private static final int TYPE_AT = 32;

  /** Reads the word. */
  static Optional<ObjectKind> of(long word) {
    for (Type type : Type.values()) {
      ObjectKind kind = new ObjectKind(type, (int) word);
      if (kind.word() == word) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  long word() {
    return Long.MIN_VALUE | (long) type.code << TYPE_AT | Integer.toUnsignedLong(parameter);
  }

  /** Such as {@code semaphore with permits=3}. */
  String text() {
    return type.parameter.isEmpty()
        ? type.text
        : type.text + " with " + type.parameter + "=" + parameter;
  }
}
