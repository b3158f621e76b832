package io.ipc4j.shm.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every store to shared memory and every system call has a crash point before it. */
final class CrashPointTest {
  /** They fill the arguments of a call, in memory of the thread's own. */
  private static final Set<String> OWN =
      Set.of(
          "Futex.await",
          "FutexSet.add",
          "FutexSet.until",
          "LastWord.fill",
          "OfdLock.flock",
          "OfdLock.anyHeldElsewhere",
          "OfdLock.set",
          "OfdLock.unlockAll",
          "LaneLayout.copyOut",
          "OverrunReader.presentGap",
          "ProcessEnds.add");

  private static Path classFile(Class<?> of) throws URISyntaxException {
    String name = of.getName();
    URL url = of.getResource(name.substring(name.lastIndexOf('.') + 1) + ".class");
    return Path.of(Objects.requireNonNull(url).toURI());
  }

  @Test
  void nothingIsStoredOrCalledWithoutAPoint() throws IOException, URISyntaxException {
    PointCheck check = new PointCheck(OWN);
    check.addAll(classFile(CrashPoint.class).resolve("../..").normalize());
    assertThat(check.missing())
        .as("Place CrashPoint.NAME.reach() directly before these, with a new name and number")
        .isEmpty();
    assertThat(check.exemptionsUsed()).isEqualTo(OWN);
    List<String> points = Arrays.stream(CrashPoint.values()).map(Enum::name).toList();
    assertThat(check.pointsUsed())
        .as("each point stands at one place")
        .containsExactlyInAnyOrderElementsOf(points);
    assertThat(check.effects()).isGreaterThan(50);
  }

  @Test
  void numbersTellPointsApart() {
    assertThat(Arrays.stream(CrashPoint.values()).map(CrashPoint::number)).doesNotHaveDuplicates();
  }

  @Test
  void pointsAreOffUnlessTheVirtualMachineIsToldOtherwise() {
    CrashPoint.LANE_PUBLISH.reach();
    assertThatThrownBy(() -> CrashPoint.listen(point -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("start java with -Dipc.shm.points=true");
  }

  @Test
  void aMissingPointIsFound() throws URISyntaxException {
    PointCheck check = new PointCheck(Set.of());
    check.add(classFile(Stores.class));
    assertThat(check.missing())
        .containsExactly(
            "CrashPointTest$Stores.second: java/lang/invoke/VarHandle.setRelease",
            "CrashPointTest$Stores.joined: java/lang/foreign/MemorySegment.set",
            "CrashPointTest$Stores.bulk: java/lang/foreign/MemorySegment.copy");
    assertThat(check.effects()).isEqualTo(5);
  }

  /** What the check must see through. */
  @SuppressWarnings("unused") // read as a class file
  private static final class Stores {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    static void second(MemorySegment memory) {
      CrashPoint.LANE_PUBLISH.reach();
      WORD.set(memory, 0L, 1L);
      WORD.setRelease(memory, 8L, 1L);
    }

    static void joined(MemorySegment memory, boolean sometimes) {
      if (sometimes) {
        CrashPoint.LANE_CLEAR.reach();
      }
      memory.set(ValueLayout.JAVA_INT, 0, 1);
    }

    static void bulk(MemorySegment memory) {
      MemorySegment.copy(memory, 0, memory, 8, 8);
    }

    static boolean right(MemorySegment memory, boolean other) {
      long value = other ? 1 : 2;
      CrashPoint.LANE_TAKEN.reach();
      return WORD.compareAndSet(memory, 0L, 0L, value);
    }
  }
}
