/** Peers that write anything to what they share: nobody else crashes, hangs or reads outside. */
@NullMarked
package io.ipc4j.shm.hostile;

import org.jspecify.annotations.NullMarked;
