package io.ipc4j.shm.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Damaged memory: a process that uses it lives, goes on, and is told by typed errors only. */
final class HostilePeerTest {
  private static final int ROUNDS = 40;
  private static final int STRIKES = 6;
  private static final int REGION_ROUNDS = 30;
  private static final List<String> SMALL =
      List.of("--enable-native-access=ALL-UNNAMED", "-Xmx48m");

  private final Path directory;

  HostilePeerTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-hostile");
  }

  @AfterEach
  void clean() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Child victim(Class<?> main, int first, int rounds, int strikes) {
    return Child.start(
        SMALL,
        main,
        directory.toString(),
        Integer.toString(first),
        Integer.toString(rounds),
        Integer.toString(strikes));
  }

  private static void requireWell(Child victim, List<String> said) {
    assertThat(victim.awaitEnd()).as("%s said %s", victim, said).isZero();
    assertThat(number(said, "done ")).as("%s", said).isPositive();
    assertThat(number(said, "refused ")).as("%s", said).isPositive();
  }

  private static long number(List<String> said, String word) {
    return said.stream()
        .filter(line -> line.startsWith(word))
        .mapToLong(line -> Long.parseLong(line.substring(word.length())))
        .sum();
  }

  @Test
  void damageBetweenCallsIsToldByTypedErrors() {
    try (Child victim = victim(Victim.class, 1, ROUNDS, STRIKES)) {
      requireWell(victim, victim.hearRest());
    }
  }

  @Test
  void aProcessThatDamagesWhileOthersWorkHarmsNobody() {
    Damage damage = new Damage(directory, new Random(7));
    try (Child victim = victim(Victim.class, 1, ROUNDS, 0)) {
      victim.hear("ready");
      while (!victim.hasEnded()) {
        boolean ignored = damage.strike();
      }
      requireWell(victim, victim.hearRest());
    }
  }

  @Test
  void damageOfRegionsIsToldByTypedErrors() {
    try (Child victim = victim(RegionVictim.class, 1, REGION_ROUNDS, 1)) {
      requireWell(victim, victim.hearRest());
    }
  }

  @Test
  void aProcessThatDamagesRegionsWhileOthersWorkHarmsNobody() {
    Damage damage = new Damage(directory, new Random(11));
    try (Child one = victim(RegionVictim.class, 1, REGION_ROUNDS, 0);
        Child other = victim(RegionVictim.class, 1, REGION_ROUNDS, 0)) {
      one.hear("ready");
      other.hear("ready");
      while (!one.hasEnded() || !other.hasEnded()) {
        boolean ignored = damage.strike();
      }
      requireWell(one, one.hearRest());
      requireWell(other, other.hearRest());
    }
  }
}
