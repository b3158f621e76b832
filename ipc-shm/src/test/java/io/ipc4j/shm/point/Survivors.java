package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.point.Finding.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The processes that don't die: sessions of this one, which do their part while a victim runs,
 * stands still or is dead, and then say whether the promises were kept.
 */
abstract class Survivors implements AutoCloseable {
  /** Only a defect lasts as long. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final Set<String> EXPECTED = Set.of(Oracle.NAME, "ipc/default/shm/sessions");

  final Path directory;
  final Oracle oracle;
  private final List<Ipc> sessions = new ArrayList<>();

  Survivors(Path directory) {
    this.directory = directory;
    this.oracle = new Oracle(directory.resolve(Oracle.NAME));
  }

  /** A session of its own. */
  final Ipc session() {
    Ipc ipc = Ipc.open(Victim.config(directory));
    sessions.add(ipc);
    return ipc;
  }

  /** Those that survive a script's victim. */
  static Survivors of(Script script, Path directory) {
    return switch (script) {
      case ALONE -> new Newcomers(directory);
      case SENDER -> new ReceivingSurvivors(directory, Script.CHANNEL, Script.MESSAGES, false);
      case STREAMING_SENDER ->
          new ReceivingSurvivors(directory, Script.STREAM, Script.STREAMED, false);
      case PUBLISHER -> new ReceivingSurvivors(directory, Script.CHANNEL, Script.MESSAGES, true);
      case RECEIVER -> new SendingSurvivors(directory);
      case SUBSCRIBER -> PublishingSurvivors.toSubscriber(directory);
      case KEEPING_PUBLISHER -> new KeptSurvivors(directory);
      case LATE_SUBSCRIBER ->
          PublishingSurvivors.toLateSubscriber(directory, isEveryOther(directory));
      case ACKNOWLEDGED_SENDER -> new AcknowledgedSurvivors(directory);
      case COMPETING_SENDER -> new CompetingSurvivors(directory, false);
      case COMPETING_RECEIVER -> new CompetingSurvivors(directory, true);
      case OVERWRITING_SENDER -> new OverrunSurvivors(directory, false);
      case OVERRUN_RECEIVER -> new OverrunSurvivors(directory, true);
      case REQUESTER -> new AnsweringSurvivors(directory);
      case RESPONDER -> new AskingSurvivors(directory);
      case REGION -> new RegionSurvivors(directory);
    };
  }

  private static boolean isEveryOther(Path directory) {
    return directory.hashCode() % 2 == 0;
  }

  /** Does what comes before the victim begins. */
  void prepare() throws InterruptedException {}

  /** Does a little of their part; lasts some milliseconds. */
  abstract void step() throws InterruptedException;

  /**
   * While the victim stands still: goes on as far as a paused process may not prevent it.
   *
   * @param plan where it stands
   */
  void whileStopped(Plan plan) throws InterruptedException {
    step();
  }

  /**
   * After the victim has ended: goes on, and checks everything.
   *
   * @param died whether it was killed
   */
  abstract void settle(boolean died) throws InterruptedException;

  /** Does a part of the work until something is so. */
  final void stepUntil(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new Finding(Kind.STUCK, what);
      }
      step();
    }
  }

  /** Has another sender than the victim send one more message, which must come. */
  final void sendAnother(Sender other, Log log) throws InterruptedException {
    long before = log.others();
    byte[] message = Numbered.message(Log.OTHERS + before);
    stepUntil("another sender sends", () -> other.trySend(message) == SendResult.SENT);
    stepUntil("another sender's message comes", () -> log.others() > before);
  }

  /** Fails unless nothing is left but what belongs to the namespace. */
  final void checkNothingLeft() {
    for (Ipc ipc : sessions) {
      ipc.close();
    }
    List<String> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(directory)) {
      found
          .filter(path -> Files.isRegularFile(path) || path.getParent().endsWith("channels"))
          .map(path -> directory.relativize(path).toString())
          .filter(path -> !EXPECTED.contains(path))
          .forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!files.isEmpty()) {
      throw new Finding(Kind.LEFTOVER, files.toString());
    }
  }

  /** The files of a channel. */
  final List<String> channelFiles(String channel) {
    return Directories.list(directory.resolve("ipc/default/shm/channels/" + channel)).stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }

  @Override
  public void close() {
    sessions.forEach(Ipc::close);
    oracle.close();
  }
}
