/** A region: memory that several processes see at once, with a lock in it. */
@NullMarked
package io.ipc4j.examples.region;

import org.jspecify.annotations.NullMarked;
