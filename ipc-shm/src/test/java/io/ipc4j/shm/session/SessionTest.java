package io.ipc4j.shm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.PeerState;
import io.ipc4j.shm.posix.PidNamespace;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import io.ipc4j.shm.session.SessionsLayout.Holder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is alive, by the kernel's word. */
final class SessionTest {
  @TempDir Path directory;

  @Test
  void aMemberLivesUntilItLeaves() {
    try (Session here = Session.open(directory, "here");
        Session there = Session.open(directory, "there")) {
      long member = there.join();
      assertThat(here.isAlive(member)).isTrue();
      assertThat(there.isAlive(member)).isTrue();
      there.leave(member);
      assertThat(here.isAlive(member)).isFalse();
      assertThat(there.isAlive(member)).isFalse();
      assertThat(here.isAlive(there.id())).isTrue();
    }
  }

  @Test
  void closingASessionEndsItsMembers() {
    try (Session here = Session.open(directory, "here")) {
      Session there = Session.open(directory, "there");
      long member = there.join();
      there.close();
      there.close();
      assertThat(here.isAlive(member)).isFalse();
      assertThat(here.isAlive(there.id())).isFalse();
    }
  }

  @Test
  void aNumberThatWasNeverGivenIsNotAlive() {
    try (Session here = Session.open(directory, "here")) {
      for (long number : new long[] {0, 1, -1, 1L << 31, Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertThat(here.isAlive(number)).isFalse();
      }
    }
  }

  @Test
  void aNameIsOneLineOfText() {
    try (Session here = Session.open(directory, "here");
        Session there = Session.open(directory, "a\nb\u001b[31m\u2028c")) {
      assertThat(here.nameOf(there.id())).startsWith("a?b?[31m?c@");
    }
  }

  @Test
  void othersThatOpenAndCloseTheFileChangeNothing() throws IOException {
    try (Session here = Session.open(directory, "here");
        Session there = Session.open(directory, "there")) {
      long member = there.join();
      for (int i = 0; i < 10; i++) {
        FileChannel.open(there.path(), StandardOpenOption.READ).close();
        new RandomAccessFile(there.path().toFile(), "rw").close();
        Session.open(directory, "another").close();
      }
      assertThat(here.isAlive(member)).isTrue();
    }
  }

  @Test
  void aStoppedProcessIsAliveAndAKilledOneIsNot() {
    try (Session here = Session.open(directory, "here");
        Child child = Child.start(Member.class, directory.toString(), "child")) {
      long member = Long.parseLong(child.hear("member"));
      assertThat(here.isAlive(member)).isTrue();
      assertThat(here.describe(member).orElseThrow().pid()).isEqualTo(child.pid());
      assertThat(here.nameOf(member)).isEqualTo("child@" + child.pid());
      child.signal("STOP");
      assertThat(here.isAlive(member)).isTrue();
      child.kill();
      assertThat(here.isAlive(member)).isFalse();
    }
  }

  /** Others have the same number elsewhere, whose start is compared with that of nobody here. */
  @Test
  void aStoppedProcessIsNotTakenForOneOfAnotherPidNamespace() throws IOException {
    try (Session here = Session.open(directory, "here");
        Child child = Child.start(Member.class, directory.toString(), "child")) {
      long member = Long.parseLong(child.hear("member"));
      child.signal("STOP");
      Await.until("it is stopped", () -> isStopped(here, member));
      long started = here.describe(member).orElseThrow().started().toEpochMilli();
      for (int i = 0; i < 20; i++) { // which of two is looked at first depends on their numbers
        try (Session one = Session.open(directory, "one");
            Session other = Session.open(directory, "other")) {
          describe(one, child.pid(), PidNamespace.own(), started);
          describe(other, child.pid(), PidNamespace.own() + 1, 1_000);
          Instant since = here.condition(one.id()).since();
          here.look(Set.of(one.id(), other.id()));
          assertThat(isStopped(here, one.id())).isTrue();
          assertThat(here.condition(one.id()).since()).as("known since then").isEqualTo(since);
          assertThat(isStopped(here, other.id())).isFalse();
        }
      }
    }
  }

  private static boolean isStopped(Session here, long member) {
    return here.condition(member).state() == PeerState.STOPPED;
  }

  @Test
  void theOffsetsOfASlotHold() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "shm-layout.md"));
    MemorySegment memory = Arena.ofAuto().allocate(SessionsLayout.FILE_SIZE, 8);
    SessionsLayout table = new SessionsLayout(memory);
    String name = "n".repeat(200);
    int at = 1024 + 128 * 7;
    memory.set(ValueLayout.JAVA_INT, at + 120, 0x44);
    assertThat(table.life(7).value()).isEqualTo(0x44);
    table.describe(7, 0x11, new Holder(0x22, 0x33, 0x55), 0x66, name);
    long[] longs = memory.asSlice(at, 32).toArray(ValueLayout.JAVA_LONG);
    assertThat(longs).containsExactly(0, 0x11, 0x22, 0x66);
    int[] words = memory.asSlice(at + 32, 12).toArray(ValueLayout.JAVA_INT);
    assertThat(words).containsExactly(0, 0x33, 76);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, at + 44 + 75)).isEqualTo((byte) 'n');
    assertThat(memory.get(ValueLayout.JAVA_INT, at + 120)).as("what a dead one left").isZero();
    assertThat(memory.get(ValueLayout.JAVA_INT, at + 124)).isEqualTo(0x55);
    assertThat(document)
        .contains("| +40 | u32 | name length | 0 to 76 |")
        .contains("| +44 | bytes | name |")
        .contains("| +120 | u32 | life |")
        .contains("| +124 | u32 | descriptor |");
  }

  /** Makes a session look as if it were another process's. */
  private static void describe(Session session, long pid, int pidNamespace, long started)
      throws IOException {
    try (FileChannel file =
            FileChannel.open(session.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment memory =
          file.map(FileChannel.MapMode.READ_WRITE, 0, SessionsLayout.FILE_SIZE, arena);
      int slot = (int) session.id() & SessionsLayout.SLOTS - 1;
      new SessionsLayout(memory)
          .describe(slot, session.id(), new Holder(pid, pidNamespace, 0), started, "another's");
    }
  }

  @Test
  void theWatcherTellsOfADeathOnce() {
    List<Thread> threads = new ArrayList<>();
    try (Session here = Session.open(directory, "here");
        Watcher watcher = new Watcher(here, body -> started(threads, body));
        Child child = Child.start(Member.class, directory.toString(), "child")) {
      long member = Long.parseLong(child.hear("member"));
      AtomicInteger told = new AtomicInteger();
      AtomicInteger notTold = new AtomicInteger();
      Runnable forgotten = notTold::incrementAndGet;
      watcher.watch(member, told::incrementAndGet);
      watcher.watch(member, forgotten);
      watcher.forget(member, forgotten);
      child.kill();
      Await.until("the watcher tells", () -> told.get() > 0);
      Await.until("the thread ends", () -> !threads.getFirst().isAlive());
      assertThat(told).hasValue(1);
      assertThat(notTold).hasValue(0);
    }
  }

  private static Thread started(List<Thread> threads, Runnable body) {
    Thread thread = Thread.ofPlatform().daemon().unstarted(body);
    threads.add(thread);
    return thread;
  }

  @Test
  void numbersAreNotUsedAgainAndSlotsAre() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 3 * SessionsLayout.SLOTS / 2; i++) {
      Session session = Session.open(directory, "s" + i);
      assertThat(seen.add(session.id())).isTrue();
      session.close();
    }
  }

  @Test
  void theTableTakesAsManySessionsAsItSays() {
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < SessionsLayout.SLOTS; i++) {
        sessions.add(Session.open(directory, "s"));
      }
      assertThatThrownBy(() -> Session.open(directory, "one more"))
          .hasMessageContaining("[ipc/no-space]")
          .hasMessageContaining("1024 sessions");
      sessions.removeLast().close();
      sessions.add(Session.open(directory, "after one left"));
    } finally {
      sessions.forEach(Session::close);
    }
  }

  @Test
  void theFileIsItsOwnersAlone() throws IOException {
    Session.open(directory, "here").close();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("sessions"))))
        .isEqualTo("rw-------");
  }

  /** Joins a namespace and stays until it is killed or its input ends. */
  static final class Member {
    private Member() {}

    public static void main(String[] args) throws IOException {
      Session session = Session.open(Path.of(args[0]), args[1]);
      System.out.println("member " + session.join());
      int ended = System.in.read();
      System.exit(ended);
    }
  }
}
