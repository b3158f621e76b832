/** The few calls of the system that the JDK has no method for. */
@NullMarked
package io.ipc4j.aeron.posix;

import org.jspecify.annotations.NullMarked;
