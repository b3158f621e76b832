package io.ipc4j.shm.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.posix.LastWord;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.posix.PidNamespace;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import io.ipc4j.shm.session.SessionsLayout.Holder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A death is noticed before the locks are dropped, and nobody alive is taken for dead. */
@Timeout(300)
final class VigilTest {
  /** Takes the kernel tens of milliseconds to free. */
  private static final List<String> LARGE =
      List.of("--enable-native-access=ALL-UNNAMED", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private static final int CHILDREN = 10;
  private static final int STRIKES = 20_000;
  private static final int DIED = LastWord.WAITERS | LastWord.DIED;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  @TempDir Path directory;
  private final Arena arena = Arena.ofShared();
  private Session here;
  private Watcher watcher;
  private MemorySegment memory;

  @BeforeEach
  void open() throws IOException {
    here = Session.open(directory, "here");
    watcher = new Watcher(here, VigilTest::thread);
    try (FileChannel file =
        FileChannel.open(here.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = file.map(FileChannel.MapMode.READ_WRITE, 0, SessionsLayout.FILE_SIZE, arena);
    }
  }

  @AfterEach
  void close() {
    watcher.close();
    here.close();
    arena.close();
  }

  private static Thread thread(Runnable body) {
    return Thread.ofPlatform().daemon().unstarted(body);
  }

  private Child mortal(List<String> options) {
    return Child.start(options, Mortal.class, directory.toString(), Long.toString(here.id()));
  }

  /** The member of a child of whose death the kernel will tell. */
  private long member(Child child) {
    long member = Long.parseLong(child.hear("member"));
    Life life = here.life(Session.slotOf(member));
    Await.until("it has asked the kernel", () -> life.value() != 0);
    return member;
  }

  /** Writes anything to a session's word, and wakes who sleeps there. */
  private void forge(long member, int value) {
    long at = 1024 + Session.slotOf(member) * SessionsLayout.SLOT_BYTES + 120;
    WORD.setVolatile(memory, at, value);
    here.life(Session.slotOf(member)).passOn();
  }

  @Test
  void aKilledProcessIsDeadBeforeItsLocksAreDropped() {
    int early = 0;
    for (int i = 0; i < CHILDREN && early == 0; i++) {
      try (Child child = mortal(LARGE)) {
        long member = member(child);
        AtomicBoolean told = new AtomicBoolean();
        AtomicBoolean stillLocked = new AtomicBoolean();
        int fd = Posix.openFile(here.path(), Posix.Access.READ_WRITE);
        try {
          watcher.watch(
              member,
              () -> {
                stillLocked.set(OfdLock.heldElsewhere(fd, member));
                told.set(true);
              });
          child.strike();
          Await.until("the watcher tells", told::get);
          assertThat(here.isAlive(member)).isFalse();
          early += stillLocked.get() ? 1 : 0;
          here.awaitLocksOfTheGone();
          child.awaitEnd();
          assertThat(here.isAlive(member)).isFalse();
        } finally {
          Posix.close(fd);
        }
      }
    }
    assertThat(early).as("deaths that were told while the lock stood").isEqualTo(1);
  }

  @Test
  void aStoppedProcessIsAliveWhateverItsWordSays() {
    AtomicInteger told = new AtomicInteger();
    try (Child child = mortal(List.of("--enable-native-access=ALL-UNNAMED"))) {
      long member = member(child);
      watcher.watch(member, told::incrementAndGet);
      child.signal("STOP");
      for (int i = 0; i < STRIKES; i++) {
        forge(member, DIED);
        assertThat(i % 100 == 0 && here.hasLost(Session.slotOf(member))).isFalse();
        assertThat(here.isAlive(member)).isTrue();
      }
      assertThat(told).hasValue(0);
      child.strike();
      Await.until("the watcher tells", () -> told.get() == 1);
    }
  }

  @Test
  void whoWritesToAWordAllTheTimeHasOthersLookAFewTimesOnly() {
    AtomicInteger told = new AtomicInteger();
    try (Child child = mortal(List.of("--enable-native-access=ALL-UNNAMED"))) {
      long member = member(child);
      watcher.watch(member, told::incrementAndGet);
      try (Vigil vigil = new Vigil(here, VigilTest::thread, told::incrementAndGet)) {
        vigil.watch(Set.of(member));
        Await.until("it listens", () -> vigil.turns() > 0);
        Instant begin = Instant.now();
        for (int i = 0; Duration.between(begin, Instant.now()).toMillis() < 3_000; i++) {
          forge(member, i % 3 == 0 ? DIED : i);
        }
        assertThat(vigil.turns()).as("the longer, the rarer").isLessThan(40);
      }
      assertThat(here.isAlive(member)).isTrue();
      assertThat(told).hasValue(0);
    }
  }

  /**
   * The number of a process in a slot, and that of its descriptor, are what anybody wrote there.
   */
  @Test
  void theDeathOfAnotherProcessKillsNobody() {
    AtomicInteger told = new AtomicInteger();
    try (Child child = mortal(List.of("--enable-native-access=ALL-UNNAMED"));
        Child other = mortal(LARGE)) {
      long member = member(child);
      long others = member(other);
      watcher.watch(member, told::incrementAndGet);
      SessionsLayout table = new SessionsLayout(memory);
      int slot = Session.slotOf(member);
      int descriptor = table.descriptor(Session.slotOf(others));
      table.describe(
          slot,
          table.session(slot),
          new Holder(other.pid(), PidNamespace.own(), descriptor),
          0,
          "forged");
      other.strike();
      Await.until(
          "it is gone",
          () -> {
            forge(member, DIED);
            return here.hasLost(slot);
          });
      assertThat(here.isAlive(table.session(slot))).isTrue();
      assertThat(other.awaitEnd()).isEqualTo(128 + 9);
      assertThat(here.isAlive(others)).isFalse();
      assertThat(here.isAlive(member)).isTrue();
      assertThat(told).hasValue(0);
    }
  }

  @Test
  void whoStopsWatchingTakesItsWordBackAndLives() {
    try (Session there = Session.open(directory, "there")) {
      Watcher theirs = new Watcher(there, VigilTest::thread);
      AtomicInteger told = new AtomicInteger();
      watcher.watch(there.id(), told::incrementAndGet);
      theirs.watch(here.id(), told::incrementAndGet);
      Life life = here.life(Session.slotOf(there.id()));
      Await.until("it has asked the kernel", () -> life.value() != 0);
      Await.until("both have", () -> here.life().value() != 0);
      assertThat(life.value()).as("a thread each").isNotEqualTo(here.life().value());
      theirs.close();
      assertThat(life.value()).isZero();
      assertThat(here.isAlive(there.id())).isTrue();
      assertThat(told).hasValue(0);
    }
  }

  @Test
  void whoHasClosedHasNoThreadLeft() {
    for (int i = 0; i < 200; i++) {
      List<Thread> threads = new CopyOnWriteArrayList<>();
      try (Session there = Session.open(directory, "there")) {
        Watcher theirs =
            new Watcher(
                there,
                body -> {
                  Thread made = thread(body);
                  threads.add(made);
                  return made;
                });
        Runnable listener = () -> {};
        theirs.watch(here.id(), listener);
        theirs.forget(here.id(), listener); // nobody is left to watch: its threads end
        if (i % 3 == 0) {
          theirs.watch(here.id(), listener); // or others come
        } else if (i % 3 == 1) {
          Await.until("the second one runs", () -> threads.size() == 2);
        }
        theirs.close();
        assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
      }
    }
  }

  /** Watches one member, so that the kernel tells of its death, until it is killed. */
  static final class Mortal {
    private Mortal() {}

    public static void main(String[] args) throws IOException {
      Session session = Session.open(Path.of(args[0]), "mortal");
      new Watcher(session, VigilTest::thread).watch(Long.parseLong(args[1]), () -> {});
      System.out.println("member " + session.join());
      int ended = System.in.read();
      System.exit(ended);
    }
  }
}
