/** The {@code ipc demo} command: every transport at work between processes, on real input. */
@NullMarked
package io.ipc4j.tool.demo;

import org.jspecify.annotations.NullMarked;
