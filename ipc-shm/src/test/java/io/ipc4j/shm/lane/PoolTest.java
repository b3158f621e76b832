package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.IpcCorruptException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long messages in a lane's pool. */
final class PoolTest {
  private static final long CAPACITY = 4096;
  private static final int IN_RING = LaneWriter.maxRecord(CAPACITY);
  private static final long LONGEST = 1 << 20;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 1);

  private static MemorySegment pool(long pages) {
    return Arena.ofAuto().allocate(PoolFile.DATA + pages * 4096, 4096);
  }

  private LaneWriter writer(MemorySegment pool, ChecksumKind checksum) {
    return LaneWriter.toOne(lane, checksum, new PoolWriter(pool));
  }

  private LaneReader reader(MemorySegment pool, ChecksumKind checksum) {
    return LaneReader.resume(lane, 0, checksum, new PoolReader(pool, LONGEST));
  }

  private static byte byteOf(long number, long index) {
    return (byte) (number * 31 + index * 7 + (index >> 8));
  }

  private static boolean send(LaneWriter writer, long number, long length) {
    long at =
        length < writer.large() ? writer.tryClaim((int) length) : writer.tryClaimLarge(length);
    if (at == LaneWriter.NO_ROOM) {
      return false;
    }
    MemorySegment memory = writer.claimMemory();
    for (long i = 0; i < length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, at + i, byteOf(number, i));
    }
    writer.commit((int) number & 7, number % 3 == 0);
    return true;
  }

  /** Checks the record that the reader stands at, byte for byte. */
  private static void check(LaneReader reader, long number, long length) {
    assertThat(reader.isIntact()).isTrue();
    assertThat(reader.flags()).isEqualTo((int) number & 7);
    MemorySegment memory = reader.isReference() ? reader.chunk().memory() : reader.memory();
    long at = reader.isReference() ? reader.chunk().offset() : reader.offset();
    long found = reader.isReference() ? reader.chunk().length() : reader.length();
    assertThat(found).as("length of %d", number).isEqualTo(length);
    assertThat(memory.isReadOnly()).isTrue();
    assertThat(at % 8).isZero();
    for (long i = 0; i < length; i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, at + i) != byteOf(number, i)) {
        throw new AssertionError("message " + number + " differs at " + i);
      }
    }
  }

  private record Sent(long number, long length) {}

  /** A chunk that is given back too early would be overwritten while it is unread. */
  @Test
  void whatIsUnreadStaysWholeWhateverIsSentMeanwhile() {
    for (ChecksumKind checksum : ChecksumKind.values()) {
      MemorySegment pool = pool(24);
      LaneLayout fresh = Lanes.lane(CAPACITY, 1);
      LaneWriter writer = LaneWriter.toOne(fresh, checksum, new PoolWriter(pool));
      LaneReader reader = LaneReader.resume(fresh, 0, checksum, new PoolReader(pool, LONGEST));
      ArrayDeque<Sent> unread = new ArrayDeque<>();
      Random random = new Random(checksum.ordinal());
      long number = 0;
      int inPool = 0;
      for (int step = 0; step < 6_000; step++) {
        if (random.nextInt(9) < 5) {
          long length = random.nextInt(random.nextInt(4) == 0 ? 40_000 : 3_000);
          if (writer.hasRoomFor(length)) {
            assertThat(send(writer, number, length)).isTrue();
            unread.add(new Sent(number++, length));
          }
        } else {
          int records = random.nextInt(3);
          int count = 0;
          while (count < records && reader.next()) {
            Sent sent = unread.remove();
            inPool += reader.isReference() ? 1 : 0;
            check(reader, sent.number, sent.length);
            reader.done();
            count++;
          }
          reader.finish(count);
        }
      }
      assertThat(inPool).isGreaterThan(500);
    }
  }

  @Test
  void aMediumMessageThatFindsThePoolFullGoesByTheRingAndALongOneWaits() {
    MemorySegment pool = pool(12);
    LaneLayout large = Lanes.lane(1 << 17, 1);
    LaneWriter writer = LaneWriter.toOne(large, ChecksumKind.NONE, new PoolWriter(pool));
    LaneReader reader =
        LaneReader.resume(large, 0, ChecksumKind.NONE, new PoolReader(pool, LONGEST));
    assertThat(send(writer, 0, 40_000)).isTrue();
    assertThat(send(writer, 1, 40_000)).as("by the ring").isTrue();
    assertThat(writer.hasRoomFor(65_000)).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.isReference()).isEqualTo(i == 0);
      check(reader, i, 40_000);
      reader.done();
    }
    reader.finish(2);
  }

  @Test
  void whoWaitsForAChunkIsToldWhenOneComesBack() {
    MemorySegment pool = pool(4);
    LaneWriter writer = writer(pool, ChecksumKind.NONE);
    LaneReader reader = reader(pool, ChecksumKind.NONE);
    assertThat(PoolWriter.longest(4 * 4096)).isEqualTo(4 * 4096);
    for (int i = 0; i < 4; i++) {
      assertThat(send(writer, i, IN_RING + 1)).isTrue();
    }
    assertThat(send(writer, 4, IN_RING + 1)).isFalse();
    assertThat(writer.hasRoomFor(IN_RING + 1)).isFalse();
    assertThat(writer.wantFor(IN_RING + 1)).as("the end of the oldest").isEqualTo(24);
    assertThat(writer.wantFor(3 * 4096)).as("the end of the third").isEqualTo(72);
    lane.want(writer.wantFor(IN_RING + 1));
    assertThat(reader.next()).isTrue();
    check(reader, 0, IN_RING + 1);
    assertThat(writer.hasRoomFor(IN_RING + 1)).as("while it is being read").isFalse();
    reader.done();
    reader.finish(1);
    assertThat(reader.roomWanted()).isTrue();
    assertThat(send(writer, 4, IN_RING + 1)).isTrue();
    for (int i = 1; i < 5; i++) {
      assertThat(reader.next()).isTrue();
      check(reader, i, IN_RING + 1);
      reader.done();
    }
    reader.finish(4);
    assertThat(send(writer, 5, 4 * 4096)).as("all of it, once all is read").isTrue();
    assertThat(writer.untaken(0)).isEqualTo(1);
  }

  @Test
  void aLoanThatIsGivenUpComesBackAtOnce() {
    LaneWriter writer = writer(pool(4), ChecksumKind.NONE);
    for (int i = 0; i < 10; i++) {
      assertThat(writer.tryClaimLarge(4 * 4096)).isEqualTo(PoolFile.DATA);
      writer.abort();
    }
    assertThat(writer.tail()).isZero();
    assertThatThrownBy(() -> writer.commit(0, false)).isInstanceOf(IllegalStateException.class);
    assertThat(send(writer, 1, 10)).as("the ring is as it was").isTrue();
    assertThat(writer.claimMemory()).isSameAs(writer.memory());
  }

  /** The places of messages that are read before the next one is claimed. */
  private long[] places(int pages, int length, boolean talking) {
    MemorySegment pool = pool(pages);
    LaneWriter writer = writer(pool, ChecksumKind.NONE);
    LaneReader reader = reader(pool, ChecksumKind.NONE);
    return LongStream.range(0, 300)
        .map(i -> {
          long at = writer.tryClaimLarge(length);
          writer.commit(0, talking);
          assertThat(reader.next()).isTrue();
          reader.done();
          reader.finish(1);
          return at;
        })
        .toArray();
  }

  @Test
  void inAConversationTheChunkThatWasReadLastIsUsedNext() {
    assertThat(places(1_000, 100_000, true)).containsOnly(PoolFile.DATA);
  }

  @Test
  void inAStreamChunksAreUsedAgainOnceEightMebibytesWere() {
    long[] places = places(10_000, 1 << 17, false);
    assertThat(Arrays.stream(places).distinct().count()).isEqualTo(64);
    assertThat(Arrays.copyOfRange(places, 64, 128)).isEqualTo(Arrays.copyOf(places, 64));
  }

  @Test
  void inAStreamASmallPoolIsUsedAsAWhole() {
    long[] places = places(8, 8192, false);
    assertThat(places)
        .startsWith(LongStream.range(0, 4).map(i -> PoolFile.DATA + i * 8192).toArray());
    assertThat(Arrays.stream(places).distinct().count()).isEqualTo(4);
  }

  /** A message of 3 GiB in a file with holes, of which a few pages are touched. */
  @Test
  void lengthsBeyondTwoGibibytesWork(@TempDir Path directory) throws IOException {
    long length = (3L << 30) + 5;
    try (FileChannel file =
            FileChannel.open(
                directory.resolve("pool"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment pool =
          file.map(FileChannel.MapMode.READ_WRITE, 0, PoolFile.DATA + (5L << 30), arena);
      LaneWriter writer = LaneWriter.toOne(lane, ChecksumKind.NONE, new PoolWriter(pool));
      LaneReader reader =
          LaneReader.resume(lane, 0, ChecksumKind.NONE, new PoolReader(pool, length));
      assertThat(PoolWriter.longest(5L << 30)).isEqualTo(5L << 30);
      for (int i = 0; i < 5; i++) {
        assertThat(writer.hasRoomFor(length)).isTrue();
        long at = writer.tryClaimLarge(length);
        writer.claimMemory().set(ValueLayout.JAVA_LONG_UNALIGNED, at, 7 + i);
        writer.claimMemory().set(ValueLayout.JAVA_LONG_UNALIGNED, at + length - 8, 8 + i);
        writer.commit(0, false);
        assertThat(writer.hasRoomFor(length)).isFalse();
        assertThat(reader.next()).isTrue();
        PoolReader chunk = reader.chunk();
        assertThat(chunk.length()).isEqualTo(length);
        assertThat(chunk.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, chunk.offset()))
            .isEqualTo(7 + i);
        assertThat(chunk.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, chunk.offset() + length - 8))
            .isEqualTo(8 + i);
        reader.done();
        reader.finish(1);
      }
    }
  }

  @Test
  void impossibleReferencesAreRefusedAndNothingIsConsumed() {
    long end = PoolFile.DATA + 4 * 4096;
    long[][] impossible = {
      {0, 8},
      {PoolFile.DATA - 8, 8},
      {PoolFile.DATA + 1, 8},
      {PoolFile.DATA, -1},
      {PoolFile.DATA, Long.MIN_VALUE},
      {PoolFile.DATA, Long.MAX_VALUE},
      {PoolFile.DATA, LONGEST + 1},
      {PoolFile.DATA, 4 * 4096 + 1},
      {end, 1},
      {end + 8, 0},
      {end - 8, 9},
      {-8, 16},
      {Long.MIN_VALUE, 8},
      {Long.MAX_VALUE - 7, 8},
      {Long.MAX_VALUE - 7, Long.MAX_VALUE},
    };
    for (long[] one : impossible) {
      MemorySegment pool = pool(4);
      LaneLayout fresh = Lanes.lane(CAPACITY, 1);
      LaneWriter writer = LaneWriter.toOne(fresh, ChecksumKind.NONE, new PoolWriter(pool));
      assertThat(send(writer, 0, 5_000)).isTrue();
      fresh.put(8, one[0]);
      fresh.put(16, one[1]);
      LaneReader reader =
          LaneReader.resume(fresh, 0, ChecksumKind.NONE, new PoolReader(pool, LONGEST));
      assertThatThrownBy(reader::next)
          .isInstanceOf(IpcCorruptException.class)
          .hasMessageContaining("offset=" + one[0])
          .hasMessageContaining("length=" + one[1])
          .hasMessageContaining("a record refers to a chunk that is impossible");
      assertThat(reader.isBroken()).isTrue();
      assertThat(reader.position()).isZero();
      assertThat(fresh.taken(0)).isZero();
    }
  }

  @Test
  void aReferenceWhereThereIsNoPoolIsACorruptHeader() {
    MemorySegment pool = pool(4);
    assertThat(send(writer(pool, ChecksumKind.NONE), 0, 5_000)).isTrue();
    LaneReader reader = LaneReader.resume(lane, 0);
    assertThatThrownBy(reader::next)
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("the header of a record is impossible");
  }

  @Test
  void everyFlippedBitOfAReferenceOrItsMessageIsFoundByTheChecksum() {
    MemorySegment pool = pool(4);
    assertThat(send(writer(pool, ChecksumKind.CRC32C), 0, 5_000)).isTrue();
    MemorySegment ring = lane.memory();
    long payload = lane.payload(0);
    for (int bit = 0; bit < 64 * 3; bit++) { // offset, length, checksum
      long at = payload + bit / 64 * 8;
      long before = ring.get(ValueLayout.JAVA_LONG, at);
      ring.set(ValueLayout.JAVA_LONG, at, before ^ 1L << bit);
      LaneReader reader = reader(pool, ChecksumKind.CRC32C);
      assertThat(isRefused(reader)).as("bit %d", bit).isTrue();
      ring.set(ValueLayout.JAVA_LONG, at, before);
    }
    for (int index = 0; index < 5_000; index += 61) {
      long at = PoolFile.DATA + index;
      byte before = pool.get(ValueLayout.JAVA_BYTE, at);
      pool.set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ 16));
      assertThat(isRefused(reader(pool, ChecksumKind.CRC32C))).as("byte %d", index).isTrue();
      pool.set(ValueLayout.JAVA_BYTE, at, before);
    }
    assertThat(isRefused(reader(pool, ChecksumKind.CRC32C))).isFalse();
  }

  private static boolean isRefused(LaneReader reader) {
    try {
      return !reader.next() || !reader.isIntact();
    } catch (IpcCorruptException e) {
      return true;
    }
  }
}
