/** Processes that die or stop at every crash point, and what the others find. */
@NullMarked
package io.ipc4j.shm.point;

import org.jspecify.annotations.NullMarked;
