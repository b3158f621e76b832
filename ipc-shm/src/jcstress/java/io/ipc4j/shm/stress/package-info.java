/**
 * The lane and the control file on real memory between two threads, under every combination of
 * compilers: run by {@code mvn -Pjcstress}. A class that ends in {@code Mutant} does one step
 * otherwise than it should be done, and must be caught.
 */
@NullMarked
package io.ipc4j.shm.stress;

import org.jspecify.annotations.NullMarked;
