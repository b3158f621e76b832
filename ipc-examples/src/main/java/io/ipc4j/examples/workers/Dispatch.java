package io.ipc4j.examples.workers;

import io.ipc4j.Ipc;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.examples.workers.Jobs.Job;
import io.ipc4j.examples.workers.Jobs.Result;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Gives jobs to whatever workers there are, and waits until every job is done. */
public final class Dispatch {
  private final BitSet done = new BitSet();
  private final Map<Long, Integer> byWorker = new TreeMap<>();
  private int again;

  private Dispatch() {}

  /**
   * Dispatches and ends.
   *
   * @param args how many jobs, 100 without it
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    Dispatch dispatch = new Dispatch();
    try (Ipc ipc = Ipc.open(Jobs.config());
        TypedReceiver<Result> results = ipc.receiver(Jobs.RESULTS, Result.CODEC);
        TypedSender<Job> jobs = ipc.sender(Jobs.CHANNEL, Job.CODEC)) {
      System.out.println("dispatching " + count + " jobs over " + jobs.raw().transport());
      dispatch.run(count, jobs, results);
    }
    dispatch.report();
  }

  private void run(int count, TypedSender<Job> jobs, TypedReceiver<Result> results)
      throws InterruptedException {
    int sent = 0;
    while (done.cardinality() < count) {
      while (sent < count && jobs.trySend(job(sent + 1)) == SendResult.SENT) {
        sent++;
      }
      results.poll(this::take, 100, Duration.ofMillis(20));
    }
  }

  private static Job job(int number) {
    return new Job(number, 1000L + number % 100 * 1000L);
  }

  private void take(Result result) {
    done.set((int) result.job());
    byWorker.merge(result.worker(), 1, Integer::sum);
    again += result.again() ? 1 : 0;
  }

  private void report() {
    byWorker.forEach((worker, jobs) -> System.out.println("worker " + worker + ": " + jobs));
    System.out.println("done " + done.cardinality() + ", of these again " + again);
  }
}
