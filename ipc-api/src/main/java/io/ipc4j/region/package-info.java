/** Shared memory: named regions, and synchronisation inside them. */
@NullMarked
package io.ipc4j.region;

import org.jspecify.annotations.NullMarked;
