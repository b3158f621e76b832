/** Interprocess communication: the session from which channels and regions are opened. */
@NullMarked
package io.ipc4j;

import org.jspecify.annotations.NullMarked;
