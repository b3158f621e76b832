/**
 * The operating system by way of {@code java.lang.foreign}: the few calls on descriptors that pipes
 * and message queues need, with their errors as exceptions.
 *
 * <p>Only {@link io.ipc4j.msg.posix.Platform} may be touched before it has said that this platform
 * is supported: every other class here links native symbols when it is initialised.
 */
@NullMarked
package io.ipc4j.msg.posix;

import org.jspecify.annotations.NullMarked;
