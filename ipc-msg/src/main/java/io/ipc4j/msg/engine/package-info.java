/** Connections over byte streams: buffers, flow control, flushing, endpoints, waiting. */
@NullMarked
package io.ipc4j.msg.engine;

import org.jspecify.annotations.NullMarked;
