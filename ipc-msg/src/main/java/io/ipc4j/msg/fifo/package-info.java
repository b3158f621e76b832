/**
 * Named pipes: how ends meet at one, and streams over a private pair of them. For all transports
 * whose ends meet so.
 */
@NullMarked
package io.ipc4j.msg.fifo;

import org.jspecify.annotations.NullMarked;
