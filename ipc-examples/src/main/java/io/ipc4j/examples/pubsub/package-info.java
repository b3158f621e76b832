/** Publish/subscribe: each message goes to everybody who is connected. */
@NullMarked
package io.ipc4j.examples.pubsub;

import org.jspecify.annotations.NullMarked;
