/**
 * Benchmarks of waiting and of noticing deaths: what a blocked round trip costs, what idle and busy
 * processes spend, how soon a death is told, and how many may wait at a time.
 */
@NullMarked
package io.ipc4j.bench.waiting;

import org.jspecify.annotations.NullMarked;
