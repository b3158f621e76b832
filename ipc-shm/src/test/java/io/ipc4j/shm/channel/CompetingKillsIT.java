package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Senders and competing receivers in processes that are killed and stopped at any moment: of what
 * was acknowledged nothing is lost, and nothing comes twice but what a killed receiver had, marked.
 *
 * <p>The system property {@code ipc.test.kills} says how many.
 */
@Timeout(3 * 3600)
final class CompetingKillsIT {
  private static final int KILLS = Integer.getInteger("ipc.test.kills", 12);
  private static final int SENDERS = 2;
  private static final int RECEIVERS = 3;

  private final Path files;
  private final Path directory;
  private final Random random = new Random(9);
  private final List<Member> all = new ArrayList<>();
  private final List<Member> running = new ArrayList<>();

  CompetingKillsIT(@TempDir Path directory) {
    this.files = directory;
    this.directory = directory.resolve("shm");
  }

  private record Member(boolean sends, int number, Child child, Account account) {}

  private void start(boolean sends) {
    int number = all.size() + 1;
    Path file = files.resolve("account-" + number);
    Account account = new Account(file);
    Child child =
        Child.start(
            Competitor.class,
            directory.toString(),
            file.toString(),
            sends ? "send" : "receive",
            Integer.toString(number));
    Member member = new Member(sends, number, child, account);
    all.add(member);
    running.add(member);
    child.hear("ready");
  }

  @AfterEach
  void killAll() {
    all.forEach(member -> {
      member.child.close();
      member.account.close();
    });
  }

  @Test
  void nothingIsLostWhoeverIsKilledOrStopped() throws IOException {
    for (int i = 0; i < RECEIVERS; i++) {
      start(false);
    }
    for (int i = 0; i < SENDERS; i++) {
      start(true);
    }
    int receiversKilled = 0;
    for (int i = 0; i < KILLS; i++) {
      Member stopped = running.get(random.nextInt(running.size()));
      stopped.child.signal("STOP");
      pause();
      Member killed = running.get(random.nextInt(running.size()));
      killed.child.kill();
      running.remove(killed);
      receiversKilled += killed.sends ? 0 : 1;
      start(killed.sends);
      requireProgress(stopped);
      stopped.child.signal("CONT");
    }
    end(true);
    Await.until("all that was acknowledged is handled", () -> lost().isEmpty());
    end(false);
    drain();
    check(receiversKilled);
    checkNothingLeft();
  }

  private void pause() {
    LockSupport.parkNanos(random.nextInt(150_000_000));
  }

  /** Who stands still holds back neither the other receivers nor the other senders. */
  private void requireProgress(Member stopped) {
    for (Member member : running) {
      if (member != stopped && !member.sends) {
        long before = member.account.count();
        Await.until("goes on: " + member, () -> member.account.count() > before);
      }
    }
  }

  private void end(boolean senders) {
    List<Member> ending = running.stream().filter(member -> member.sends == senders).toList();
    ending.forEach(member -> member.account.stop());
    for (Member member : ending) {
      member.child.hear("end");
      assertThat(member.child.awaitEnd()).isZero();
    }
    running.removeAll(ending);
  }

  /** Takes what a sender that was killed had sent without knowing it, and receivers had not. */
  private void drain() {
    try (Ipc ipc = Ipc.open(Competitor.config(directory));
        Receiver receiver = ipc.receiver(Competitor.CHANNEL)) {
      int ignored =
          receiver.poll(
              (memory, offset, length) -> {
                throw new AssertionError("unread, though all receivers were idle");
              },
              1);
    }
  }

  /** How often each message was handled; those that came marked with that bit. */
  private Map<Long, Integer> handled() {
    Map<Long, Integer> times = new HashMap<>();
    for (Member member : all) {
      for (long i = 0; !member.sends && i < member.account.count(); i++) {
        times.merge(member.account.number(i), 1, Integer::sum);
      }
    }
    return times;
  }

  private List<Long> lost() {
    Map<Long, Integer> times = handled();
    List<Long> lost = new ArrayList<>();
    for (Member member : all) {
      for (long i = 0; member.sends && i < member.account.count(); i++) {
        long number = member.account.number(i);
        if (!times.containsKey(number) && !times.containsKey(number | Competitor.AGAIN)) {
          lost.add(number);
        }
      }
    }
    return lost;
  }

  private void check(int receiversKilled) {
    Map<Long, Integer> times = handled();
    long marked = 0;
    for (Map.Entry<Long, Integer> one : times.entrySet()) {
      if ((one.getKey() & Competitor.AGAIN) != 0) {
        marked += one.getValue();
      } else {
        assertThat(one.getValue()).as("times that %x came unmarked", one.getKey()).isEqualTo(1);
      }
    }
    assertThat(marked).as("marked").isLessThanOrEqualTo(receiversKilled);
    long sent = 0;
    for (Member member : all) {
      assertThat(member.account.isCorrupt()).as("corrupt").isFalse();
      sent += member.sends ? member.account.attempted() : 0;
    }
    long distinct = times.keySet().stream().map(n -> n & ~Competitor.AGAIN).distinct().count();
    assertThat(distinct).as("messages").isLessThanOrEqualTo(sent).isGreaterThan(1000);
  }

  private void checkNothingLeft() throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      assertThat(found.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .containsExactly("sessions");
    }
  }
}
