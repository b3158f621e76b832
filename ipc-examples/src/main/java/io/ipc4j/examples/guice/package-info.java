/** One program over any transport, wired by Guice or by hand. */
@NullMarked
package io.ipc4j.examples.guice;

import org.jspecify.annotations.NullMarked;
