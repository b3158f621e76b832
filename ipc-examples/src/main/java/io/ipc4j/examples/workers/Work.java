package io.ipc4j.examples.workers;

import io.ipc4j.Ipc;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.examples.workers.Jobs.Job;
import io.ipc4j.examples.workers.Jobs.Result;
import java.time.Duration;
import java.util.stream.LongStream;

/** Does jobs until the dispatcher has closed, or crashes in the middle of one, to be replaced. */
public final class Work {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CRASHED = 3;

  private final TypedReceiver<Job> jobs;
  private final TypedSender<Result> results;
  private final int jobsToDo;
  private int done;

  private Work(TypedReceiver<Job> jobs, TypedSender<Result> results, int jobsToDo) {
    this.jobs = jobs;
    this.results = results;
    this.jobsToDo = jobsToDo;
  }

  /**
   * Works and ends.
   *
   * @param args {@code --crash-after N} to crash in the middle of job N + 1
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    boolean crashes = args.length == 2 && args[0].equals("--crash-after");
    int jobsToDo = crashes ? Integer.parseInt(args[1]) : Integer.MAX_VALUE;
    try (Ipc ipc = Ipc.open(Jobs.config());
        TypedSender<Result> results = ipc.sender(Jobs.RESULTS, Result.CODEC);
        TypedReceiver<Job> jobs = ipc.receiver(Jobs.CHANNEL, Job.CODEC)) {
      System.out.println("working over " + jobs.raw().transport());
      new Work(jobs, results, jobsToDo).run();
    }
  }

  private void run() throws InterruptedException {
    while (!jobs.isDrained()) {
      jobs.poll(this::work, 1, Duration.ofSeconds(1));
    }
    System.out.println("did " + done + " jobs");
  }

  private void work(Job job) {
    if (done == jobsToDo) {
      System.out.println("crashing in job " + job.number());
      Runtime.getRuntime().halt(CRASHED);
    }
    long primes = LongStream.range(2, job.limit()).filter(Work::isPrime).count();
    long process = ProcessHandle.current().pid();
    try {
      Result result = new Result(job.number(), primes, process, jobs.raw().isRedelivered());
      results.send(result, PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    done++;
  }

  private static boolean isPrime(long number) {
    return LongStream.range(2, number)
        .takeWhile(d -> d * d <= number)
        .allMatch(d -> number % d != 0);
  }
}
