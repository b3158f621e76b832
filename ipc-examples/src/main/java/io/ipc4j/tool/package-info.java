/** The {@code ipc} command-line tool. */
@NullMarked
package io.ipc4j.tool;

import org.jspecify.annotations.NullMarked;
