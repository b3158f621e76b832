/** Shared memory between processes of one machine. */
@NullMarked
package io.ipc4j.shm;

import org.jspecify.annotations.NullMarked;
