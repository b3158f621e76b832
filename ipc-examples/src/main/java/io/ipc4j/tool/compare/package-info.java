/** The {@code ipc compare} command: measures the installed transports here, and recommends one. */
@NullMarked
package io.ipc4j.tool.compare;

import org.jspecify.annotations.NullMarked;
