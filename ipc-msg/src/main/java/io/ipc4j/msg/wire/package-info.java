/** The bytes that ends of a channel exchange over a stream: frames, and the hello that begins. */
@NullMarked
package io.ipc4j.msg.wire;

import org.jspecify.annotations.NullMarked;
