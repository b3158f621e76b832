package io.ipc4j.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a run is made.
 *
 * @param rounds how often each case gets fresh processes
 * @param samples how many samples that count are wanted of each case in a round
 * @param patienceNanos how long they are waited for
 * @param probeNanos length of a probe
 * @param sampleNanos length of a sample
 * @param warmNanos least length of warming up
 * @param rule which samples count
 * @param cpus the processors of the two sides
 * @param restNanos pause after a case and after a sample that doesn't count
 * @param quietNanos how long a case waits for others to be quiet before it starts, else is left out
 *     of the round; 0 if it doesn't
 * @param keep whether a case's processes are kept for all rounds, stopped while others are
 *     measured, instead of fresh ones in each
 * @param mostNanos after how long no more samples are taken, 0 if there is no limit
 * @param prefix of the commands that start measured processes
 * @param shared the directory for shared files
 * @param java the command that starts a measured Java process
 * @param rings the C reference, built for each kind of case that needs it
 */
record Settings(
    int rounds,
    int samples,
    long patienceNanos,
    long probeNanos,
    long sampleNanos,
    long warmNanos,
    Sample.Rule rule,
    List<Integer> cpus,
    long restNanos,
    long quietNanos,
    boolean keep,
    long mostNanos,
    List<String> prefix,
    Path shared,
    List<String> java,
    Map<Case.Kind, Path> rings) {}
