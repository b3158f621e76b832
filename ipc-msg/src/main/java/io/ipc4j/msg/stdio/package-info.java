/** Children over their standard input and output: all channels share one pair of pipes. */
@NullMarked
package io.ipc4j.msg.stdio;

import org.jspecify.annotations.NullMarked;
