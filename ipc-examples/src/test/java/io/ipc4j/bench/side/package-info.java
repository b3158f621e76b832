/**
 * What a measured process runs: one system, one measure, samples on command.
 *
 * <p>A process reads commands from its standard input and answers each by one line of its standard
 * output that begins with {@code @}. {@code sample PROBE LENGTH} (both in nanoseconds) takes one
 * sample, together with the other process of the pair; {@code exit}, or the end of input, ends it.
 */
@NullMarked
package io.ipc4j.bench.side;

import org.jspecify.annotations.NullMarked;
