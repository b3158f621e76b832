/** Aeron as a transport. */
@NullMarked
package io.ipc4j.aeron;

import org.jspecify.annotations.NullMarked;
