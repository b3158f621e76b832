/**
 * Benchmarks of the framework and its peers: this package starts the processes, decides which
 * samples count and reports; {@link io.ipc4j.bench.side} is what the processes run.
 */
@NullMarked
package io.ipc4j.bench;

import org.jspecify.annotations.NullMarked;
