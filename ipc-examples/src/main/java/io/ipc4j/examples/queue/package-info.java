/** A queue: many senders, one receiver, each message received once. */
@NullMarked
package io.ipc4j.examples.queue;

import org.jspecify.annotations.NullMarked;
