/**
 * What the measured processes of {@link io.ipc4j.bench.waiting} run: each reads commands from its
 * standard input, and answers each by one line of its standard output that begins with {@code @}.
 */
@NullMarked
package io.ipc4j.bench.waiting.side;

import org.jspecify.annotations.NullMarked;
