package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A lane whose readers compete: who gets what, what comes back, and what can't be. */
final class SharedLaneTest {
  private static final long CAPACITY = 4096;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 1);
  private final LaneWriter writer = LaneWriter.toAny(lane, ChecksumKind.NONE);
  private final LaneClaimant first = new LaneClaimant(lane, 0, ChecksumKind.NONE);
  private final LaneClaimant second = new LaneClaimant(lane, 1, ChecksumKind.NONE);
  private long sent;

  private boolean send(int words) {
    long at = writer.tryClaim(words * Long.BYTES);
    if (at < 0) {
      return false;
    }
    for (int i = 0; i < words; i++) {
      writer.memory().set(ValueLayout.JAVA_LONG, at + i * 8L, sent);
    }
    writer.commit(0, false);
    sent++;
    return true;
  }

  private static long number(LaneClaimant claimant) {
    return claimant.memory().get(ValueLayout.JAVA_LONG, claimant.offset());
  }

  private static List<Long> takeAll(LaneClaimant claimant) {
    List<Long> taken = new ArrayList<>();
    while (claimant.next()) {
      taken.add(number(claimant));
      claimant.done();
    }
    claimant.finish(taken.size());
    return taken;
  }

  @Test
  void eachRecordIsOneReaders() {
    for (int i = 0; i < 6; i++) {
      assertThat(send(1)).isTrue();
    }
    assertThat(first.next()).isTrue();
    assertThat(second.next()).isTrue();
    assertThat(number(first)).isZero();
    assertThat(number(second)).isEqualTo(1);
    second.done();
    assertThat(takeAll(second)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(first.isEmpty()).isFalse();
    first.done();
    assertThat(takeAll(first)).isEmpty();
    assertThat(second.isEmpty()).isTrue();
    assertThat(lane.cursor(0)).isEqualTo(writer.tail());
  }

  @Test
  void aRecordThatIsHeldKeepsTheRingBeyondItAndNothingElse() {
    assertThat(send(1)).isTrue();
    assertThat(first.next()).isTrue();
    long others = 0;
    while (send(3)) {
      others += takeAll(second).size();
    }
    assertThat(others).isBetween(CAPACITY / 32 - 2, CAPACITY / 32);
    assertThat(lane.cursor(0)).isZero();
    first.done();
    assertThat(writer.hasRoomFor(24)).as("the writer looks itself").isTrue();
    assertThat(send(3)).isTrue();
  }

  @Test
  void whatTheDeadHadComesBackMarked() {
    assertThat(send(1)).isTrue();
    assertThat(send(1)).isTrue();
    assertThat(first.next()).isTrue();
    assertThat(first.isRedelivered()).isFalse();
    assertThat(takeAll(second)).containsExactly(1L);
    ClaimReturn.run(lane, ChecksumKind.NONE, slot -> slot == 1);
    assertThat(takeAll(second)).as("only what slot 1 had").isEmpty();
    ClaimReturn.run(lane, ChecksumKind.NONE, slot -> slot == 0);
    assertThat(takeAll(second)).as("it was passed").isEmpty();
    second.rescan();
    assertThat(second.next()).isTrue();
    assertThat(number(second)).isZero();
    assertThat(second.isRedelivered()).isTrue();
    first.done(); // who isn't dead after all changes nothing
    assertThat(second.isEmpty()).isFalse();
    second.done();
    assertThat(second.isEmpty()).isTrue();
  }

  @Test
  void aClaimNeverLooksLikeTheOneBeforeIt() {
    long word = SharedHeader.claimed(Header.of(0, Header.DATA, 0, 8) & SharedHeader.PUBLISHED, 3);
    for (int i = 0; i < 600; i++) {
      long free = SharedHeader.returned(word);
      assertThat(SharedHeader.isFree(free)).isTrue();
      assertThat(SharedHeader.deliveries(free)).isBetween(1, 255);
      assertThat(SharedHeader.end(free, 0, CAPACITY, 0)).isEqualTo(16);
      long next = SharedHeader.claimed(free, 3);
      assertThat(next).isNotEqualTo(word);
      word = next;
    }
  }

  /** The same lane, on which something happens once before a claim. */
  private SharedLaneMemory before(Runnable event) {
    Runnable[] left = {event};
    return (SharedLaneMemory)
        Proxy.newProxyInstance(
            SharedLaneMemory.class.getClassLoader(),
            new Class<?>[] {SharedLaneMemory.class},
            (proxy, method, arguments) -> {
              Runnable now = left[0];
              if (method.getName().equals("claim") && now != null) {
                left[0] = null;
                now.run();
              }
              return invoke(method, arguments);
            });
  }

  private @Nullable Object invoke(java.lang.reflect.Method method, Object @Nullable [] arguments)
      throws IllegalAccessException {
    try {
      return method.invoke(lane, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e);
    }
  }

  /** How many laps later a position's tag is the same. */
  private static long lapsToSameTag() {
    return LongStream.iterate(1, laps -> laps + 1)
        .filter(laps -> (Header.of(laps * CAPACITY, 0, 0, 0) ^ Header.of(0, 0, 0, 0)) >>> 56 == 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoStoodStillForManyLapsFindsOutWhichRecordItHas() {
    assertThat(send(1)).isTrue();
    List<Long> taken = new ArrayList<>();
    long until = lapsToSameTag() * CAPACITY;
    LaneClaimant paused =
        new LaneClaimant(
            before(() -> {
              while (writer.tail() < until) {
                taken.addAll(takeAll(second));
                assertThat(send(1)).isTrue();
              }
              taken.addAll(takeAll(second));
              assertThat(send(1)).isTrue();
              assertThat(send(1)).isTrue();
            }),
            5,
            ChecksumKind.NONE);
    assertThat(paused.next()).isTrue();
    assertThat(number(paused)).isEqualTo(sent - 2);
    assertThat(paused.position()).isEqualTo(until + 16);
    taken.add(number(paused));
    taken.addAll(takeAll(second));
    paused.done();
    taken.addAll(takeAll(paused));
    assertThat(taken)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, sent).boxed().toList());
    assertThat(second.isEmpty()).isTrue();
  }

  @Test
  void whoStoodStillDoesNotTakeAPayloadForARecord() {
    assertThat(send(1)).isTrue();
    assertThat(takeAll(second)).containsExactly(0L);
    assertThat(send(1)).isTrue();
    long lookalike = lane.header(16);
    LaneClaimant paused =
        new LaneClaimant(
            before(() -> {
              while (writer.tail() < CAPACITY) {
                assertThat(takeAll(second)).hasSize(1);
                assertThat(send(1)).isTrue();
              }
              assertThat(takeAll(second)).hasSize(1);
              sent = lookalike; // the words of the payload, one of them where it looks
              assertThat(send(5)).isTrue();
            }),
            5,
            ChecksumKind.NONE);
    paused.rescan();
    assertThat(paused.position()).isEqualTo(0);
    second.finish(0);
    paused.rescan();
    assertThat(paused.next()).isTrue();
    assertThat(paused.position()).isEqualTo(CAPACITY + 48);
    for (int i = 0; i < 5; i++) {
      assertThat(paused.memory().get(ValueLayout.JAVA_LONG, paused.offset() + i * 8L))
          .as("word %d of the payload", i)
          .isEqualTo(lookalike);
    }
  }

  @Test
  void aStrayClaimOfAnOwnSlotIsGivenBack() {
    assertThat(send(1)).isTrue();
    long word = lane.header(0);
    assertThat(lane.claim(0, word, SharedHeader.claimed(word, 0))).isTrue();
    assertThat(first.next()).isTrue();
    assertThat(first.isRedelivered()).isTrue();
    first.done();
    assertThat(first.isEmpty()).isTrue();
  }

  @Test
  void aChecksumIsThatOfTheMessageWhoeverHasIt() {
    LaneLayout sealed = Lanes.lane(CAPACITY, 1);
    LaneWriter side = LaneWriter.toAny(sealed, ChecksumKind.CRC32C);
    long at = side.tryClaim(16);
    side.memory().set(ValueLayout.JAVA_LONG, at, 1234);
    side.commit(0, false);
    LaneClaimant dead = new LaneClaimant(sealed, 7, ChecksumKind.CRC32C);
    assertThat(dead.next()).isTrue();
    assertThat(dead.isIntact()).isTrue();
    ClaimReturn.run(sealed, ChecksumKind.CRC32C, slot -> slot == 7);
    LaneClaimant other = new LaneClaimant(sealed, 8, ChecksumKind.CRC32C);
    assertThat(other.next()).isTrue();
    assertThat(other.isIntact()).isTrue();
    sealed.memory().set(ValueLayout.JAVA_LONG, at, 1235);
    assertThat(other.isIntact()).isFalse();
  }

  @Test
  void impossibleWordsAreErrorsAndEndReading() {
    assertThat(send(1)).isTrue();
    long right = lane.header(0);
    long[] wrong = {
      right ^ 1L << 63, right | 65L << 40, right | 3L << 36, right | 1L << 31, right | 4095
    };
    for (long word : wrong) {
      lane.put(0, word);
      LaneClaimant claimant = new LaneClaimant(lane, 0, ChecksumKind.NONE);
      assertThatThrownBy(claimant::next)
          .isInstanceOf(IpcCorruptException.class)
          .hasMessageContaining("the header of a record is impossible");
      assertThat(claimant.isBroken()).isTrue();
    }
    lane.put(0, right);
    for (long cursor : new long[] {-8, 3, Long.MIN_VALUE}) {
      lane.cursor(0, cursor);
      assertThatThrownBy(first::rescan)
          .isInstanceOf(IpcCorruptException.class)
          .hasMessageContaining("the readers' position is impossible");
      assertThatThrownBy(() -> writer.isPast(16)).isInstanceOf(IpcCorruptException.class);
    }
  }

  @Test
  void noWordsMakeAReaderRunForEverOrFailOtherwise() {
    Random random = new Random(4);
    MemorySegment memory = lane.memory();
    int corrupt = 0;
    for (int round = 0; round < 3_000; round++) {
      for (int i = 0; i < 8; i++) {
        long position = random.nextInt((int) CAPACITY / 8) * 8L;
        long header = Header.of(position, 1 + random.nextInt(4), 0, random.nextInt(64));
        long word = random.nextBoolean() ? header & SharedHeader.PUBLISHED : random.nextLong();
        lane.put(position, word | (random.nextInt(4) == 0 ? 255L << 40 : 0));
      }
      memory.set(ValueLayout.JAVA_LONG, 4096 + 128, random.nextInt(4) * 8L * random.nextInt(600));
      try {
        LaneClaimant claimant = new LaneClaimant(lane, random.nextInt(64), ChecksumKind.NONE);
        for (int i = 0; i < 20 && claimant.next(); i++) {
          assertThat(claimant.memory().asSlice(claimant.offset(), claimant.length())).isNotNull();
          claimant.done();
        }
        claimant.finish(0);
        ClaimReturn.run(lane, ChecksumKind.NONE, slot -> random.nextBoolean());
      } catch (IpcCorruptException e) {
        corrupt++;
      }
    }
    assertThat(corrupt).isPositive();
  }
}
