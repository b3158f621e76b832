/** The transport {@code pipe}: named pipes in the user's own directory. */
@NullMarked
package io.ipc4j.msg.pipe;

import org.jspecify.annotations.NullMarked;
