/** A parent and the children that it launches, over their standard input and output. */
@NullMarked
package io.ipc4j.examples.child;

import org.jspecify.annotations.NullMarked;
