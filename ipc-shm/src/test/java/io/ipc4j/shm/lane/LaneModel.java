package io.ipc4j.shm.lane;

import org.jetbrains.lincheck.datastructures.Operation;

/**
 * A lane that one thread writes and another one reads: numbered messages of one or two words, whose
 * words all hold their number.
 */
public abstract class LaneModel {
  private static final int CAPACITY = 64;

  /** Messages after which the ring holds what a former lap left. */
  private static final int LAP = 5;

  private final HeapLane memory;
  private final LaneWriter writer;
  private LaneReader reader;
  private int next;

  LaneModel(HeapLane memory, boolean full) {
    this.memory = memory;
    this.writer = LaneWriter.toOne(memory);
    this.reader = LaneReader.resume(memory, 0);
    for (int i = 0; i < LAP; i++) {
      boolean sent = send();
      String received = receive();
      if (!sent || !received.equals(Integer.toString(i))) {
        throw new IllegalStateException("sent=" + sent + " received=" + received);
      }
    }
    boolean room = full;
    while (room) {
      room = send();
    }
  }

  /** A ring of three or four messages. */
  static int capacity() {
    return CAPACITY;
  }

  /** Sends the next message, or says that there is no room. */
  @Operation(nonParallelGroup = "writer")
  public boolean send() {
    int words = 1 + (next & 1);
    long at = writer.tryClaim(words * Long.BYTES);
    if (at < 0) {
      return false;
    }
    fill(at, words);
    writer.commit(next & 1, false);
    next++;
    return true;
  }

  private void fill(long at, int words) {
    for (int i = 0; i < words; i++) {
      memory.store(at + i * Long.BYTES, next);
    }
  }

  /** Says that nothing follows. */
  @Operation(nonParallelGroup = "writer")
  public void close() {
    memory.close();
  }

  /** Receives a message: its number, or what is the matter. */
  @Operation(nonParallelGroup = "reader")
  public String receive() {
    boolean closed = memory.isClosed();
    if (!reader.next()) {
      reader.finish(0);
      return closed ? "ENDED" : "EMPTY";
    }
    String found = read();
    reader.done();
    reader.finish(1);
    return found;
  }

  /** What the mutants change. */
  String read() {
    long number = memory.load(reader.offset());
    int words = 1 + reader.flags();
    boolean whole =
        reader.length() == words * Long.BYTES
            && memory.load(reader.offset() + (words - 1) * Long.BYTES) == number;
    return whole ? Long.toString(number) : "TORN";
  }

  /** The reader dies, and another one goes on. */
  @Operation(nonParallelGroup = "reader")
  public boolean succeed() {
    reader = LaneReader.resume(memory, 0);
    return reader.isRedelivered();
  }

  /** As it is. */
  public static final class Sound extends LaneModel {
    /** For the checker. */
    public Sound() {
      super(new HeapLane(capacity()), false);
    }
  }

  /** As it is, and full at first. */
  public static final class SoundAndFull extends LaneModel {
    /** For the checker. */
    public SoundAndFull() {
      super(new HeapLane(capacity()), true);
    }
  }

  /** A mutant: the header behind a record is emptied when the record is published. */
  public static final class LateClear extends LaneModel {
    /** For the checker. */
    public LateClear() {
      super(
          new HeapLane(capacity()) {
            private long late = -1;

            @Override
            public void clear(long position) {
              late = position;
            }

            @Override
            public void publish(long position, long header) {
              super.publish(position, header);
              if (late >= 0) {
                super.clear(late);
              }
            }
          },
          false);
    }
  }

  /** A mutant: a reader gives a record's room back when it begins to read it. */
  public static final class EarlyRoom extends LaneModel {
    /** For the checker. */
    public EarlyRoom() {
      super(
          new HeapLane(capacity()) {
            @Override
            public void taken(int slot, long mark) {
              super.taken(slot, mark);
              if ((mark & 1) != 0) {
                long at = mark - 1;
                cursor(slot, at + Header.recordSize(Header.length(header(at))));
              }
            }
          },
          true);
    }
  }
}
