/** The transport {@code uds}: Unix domain sockets, found by files in the user's own directory. */
@NullMarked
package io.ipc4j.msg.uds;

import org.jspecify.annotations.NullMarked;
