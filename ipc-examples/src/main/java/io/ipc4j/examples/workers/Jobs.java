package io.ipc4j.examples.workers;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import io.ipc4j.config.IpcConfig;
import java.lang.invoke.MethodHandles;

/** What dispatcher and workers have in common: the channels, and what goes through them. */
public final class Jobs {
  /** The queue of jobs, which all workers share. */
  public static final String CHANNEL = "jobs";

  /** The queue of results, back to the dispatcher. */
  public static final String RESULTS = "results";

  private Jobs() {}

  /**
   * The configuration of this program: the user's, and that the workers compete.
   *
   * @return what to open a session with
   */
  public static IpcConfig config() {
    return IpcConfig.load().with("ipc.channel." + CHANNEL + ".receivers", "competing");
  }

  /**
   * A job: count the primes below a limit.
   *
   * @param number tells it apart, from 1
   * @param limit the limit
   */
  public record Job(long number, long limit) {
    /** Each job is 16 bytes, the same on every machine. */
    public static final Codec<Job> CODEC = Codecs.record(MethodHandles.lookup(), Job.class);
  }

  /**
   * What came of a job.
   *
   * @param job its number
   * @param primes how many primes there are below its limit
   * @param worker the process that did it
   * @param again whether another worker may have done it before
   */
  public record Result(long job, long primes, long worker, boolean again) {
    /** Each result has the same size on every machine. */
    public static final Codec<Result> CODEC = Codecs.record(MethodHandles.lookup(), Result.class);
  }
}
