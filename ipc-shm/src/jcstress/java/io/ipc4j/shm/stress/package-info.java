/**
 * The lane on real memory between two threads, under every combination of compilers: run by {@code
 * mvn -Pjcstress}. The mutants must fail.
 */
@NullMarked
package io.ipc4j.shm.stress;

import org.jspecify.annotations.NullMarked;
